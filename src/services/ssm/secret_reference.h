// Secrets as parameters: "/aws/reference/secretsmanager/NAME", ":VERSION_ID" or ":STAGE" after it.
//
//   if (IsSecretReference(name)) return ReadSecretReference(call, "GetParameter", name, decrypt);
//
// AWS, "Referencing AWS Secrets Manager secrets from Parameter Store parameters": only decrypted; the caller needs the
// permission of the parameter's ARN, and secretsmanager:GetSecretValue on the secret.
#ifndef ROLECALL_SERVICES_SSM_SECRET_REFERENCE_H_
#define ROLECALL_SERVICES_SSM_SECRET_REFERENCE_H_

#include <boost/json/object.hpp>
#include <string_view>

#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::ssm {

bool IsSecretReference(std::string_view name);

// "Parameter" of GetParameter. ParameterNotFound for a secret or version that is not there; ValidationException for a
// wrong reference, without decryption, and for a secret that is being deleted.
Checked<boost::json::object> ReadSecretReference(Call& call, std::string_view action, std::string_view name,
                                                 bool decrypt);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_SECRET_REFERENCE_H_
