// Which role a service account is meant to have, when no manifest says it: the one whose trust policy is for it.
#ifndef ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_
#define ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "kube/service_account.h"

namespace rolecall::access {

struct AssumedRole {
  std::string arn;     // empty: none comes near
  std::string source;  // a sentence for the reader
};

AssumedRole RoleMeantFor(const IdentityModel& model, const kube::ServiceAccountName& account);

// The values that a trust policy compares with :sub, patterns included.
std::vector<std::string> TrustedSubjects(const PolicyDocument& trust);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_ASSUMED_ROLE_H_
