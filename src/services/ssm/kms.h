// The keys of SecureStrings, asked for as AWS asks (services/kms_use.h). Values are sealed with the server's own key
// whatever KeyId says, but who may not use the key reads and writes nothing that is under it.
//
// AWS, "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString parameters": under a customer's key the
// caller needs kms:Decrypt to read; to write kms:Encrypt in the standard tier, kms:GenerateDataKey in the advanced one.
// The encryption context is PARAMETER_ARN.
#ifndef ROLECALL_SERVICES_SSM_KMS_H_
#define ROLECALL_SERVICES_SSM_KMS_H_

#include <optional>

#include "directory/parameter_records.h"
#include "services/call.h"

namespace rolecall::services::ssm {

// AWS's own key of the service: what a SecureString without KeyId is under.
inline constexpr char kOwnKey[] = "alias/aws/ssm";

// AccessDeniedException if the caller may not use the version's key so, InvalidKeyId if the key is not there or cannot
// be used. AWS's own key is made when it is first written with. Versions that are no SecureStrings need none.
std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version);
std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_KMS_H_
