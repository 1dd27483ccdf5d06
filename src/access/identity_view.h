// What an explanation is made from: a role with its documents, the account's OIDC providers, a resource's policy.
// Read from a live endpoint here; from a directory or a state they can be filled in the same way.
#ifndef ROLECALL_ACCESS_IDENTITY_VIEW_H_
#define ROLECALL_ACCESS_IDENTITY_VIEW_H_

#include <optional>
#include <string>
#include <vector>

#include "aws/client.h"
#include "base/result.h"

namespace rolecall::access {

struct NamedDocument {
  std::string name;  // the policy's ARN, or "inline policy NAME"
  std::string text;
};

struct RoleView {
  std::string arn, name, unique_id;
  std::string trust;  // the trust policy's text
  std::vector<NamedDocument> policies;
  std::optional<NamedDocument> boundary;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct ProviderView {
  std::string arn, url;  // the URL without scheme, as IAM answers it
  std::vector<std::string> client_ids;
};

// Nothing if there is no such role.
Result<std::optional<RoleView>> FetchRole(aws::Client& client, const std::string& role_arn);
Result<std::vector<ProviderView>> FetchProviders(aws::Client& client);
// The resource's own policy, for the kinds that we know (secrets); "" if it has none or is of another kind.
Result<std::string> FetchResourcePolicy(aws::Client& client, const std::string& resource_arn);

// The account of an ARN; "" if it is none.
std::string AccountOf(std::string_view arn);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_IDENTITY_VIEW_H_
