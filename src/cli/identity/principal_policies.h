// The policies of a user or role as a live endpoint has them: inline and managed ones, for a user also those of its
// groups, and the permissions boundary. Needs iam:Get… and iam:List… permissions.
#ifndef ROLECALL_CLI_IDENTITY_PRINCIPAL_POLICIES_H_
#define ROLECALL_CLI_IDENTITY_PRINCIPAL_POLICIES_H_

#include <optional>
#include <string>
#include <vector>

#include "aws/client/client.h"
#include "base/result.h"
#include "policy/document/named_policy.h"

namespace rolecall::cli {

struct PrincipalPolicies {
  std::string arn;                            // of the role or user
  std::vector<policy::NamedPolicy> identity;  // named by ARN, or "inline policy NAME"
  std::optional<policy::NamedPolicy> boundary;
};

// `principal`: ARN of a role, of one of its sessions, or of a user; or a role's name. Nothing for principals that have
// no policies of their own (root, services, providers). kNotFound: there is no such role or user.
Result<std::optional<PrincipalPolicies>> FetchPrincipalPolicies(aws::Client& client, const std::string& principal);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_PRINCIPAL_POLICIES_H_
