// The ARN of a secret as a question names it, and as requests have it.
//
//   const CompletedArn secret = CompleteSecretArn(model, "secretsmanager:GetSecretValue", "arn:…:secret:app/db");
//   secret.arn         "arn:…:secret:app/db-??????"
//   secret.remark      why, for people; empty: the ARN is as it was
//
// A secret's ARN ends with a hyphen and six characters that AWS chooses. Requests that name a secret without them are
// decided about the whole ARN. Other resources stay as they are. Pure.
#ifndef ROLECALL_ACCESS_MODEL_SECRET_ARN_H_
#define ROLECALL_ACCESS_MODEL_SECRET_ARN_H_

#include <string>

#include "access/model/identity_model.h"

namespace rolecall::access {

struct CompletedArn {
  std::string arn, remark;
};

CompletedArn CompleteSecretArn(const IdentityModel& model, const std::string& action, const std::string& arn);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_SECRET_ARN_H_
