// The tree of the caller's organization: what ids stand for, and who may look at it. For this folder only.
//
//   ROLECALL_TRY(OrganizationPointer organization, Managed(call));           // the caller is of the management account
//   ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "MoveAccount", {id, source, target}));
//   std::optional<Node> node = FindNode(transaction.snapshot(), *organization, id);
//
// AWS tells members of an organization nothing but that they may not; who is in none, that there is none.
#ifndef ROLECALL_SERVICES_ORGANIZATIONS_TREE_H_
#define ROLECALL_SERVICES_ORGANIZATIONS_TREE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.h"
#include "services/authorize.h"
#include "services/checked.h"

namespace rolecall::services::organizations {

using OrganizationPointer = std::shared_ptr<const directory::Organization>;

// The organization that the account is in; null: none.
OrganizationPointer OrganizationOf(const directory::Snapshot& snapshot, const std::string& account);
// The caller's, if he is of its management account. Who is in no organization is asked for the permission first.
Checked<OrganizationPointer> Managed(Call& call, std::string_view operation);

// The ARN of what has that id there, whether or not it exists; also of policies.
std::string ArnOf(const directory::Snapshot& snapshot, const directory::Organization& organization,
                  std::string_view id);

// What else a question has: a type of policy, a service, tags of the request.
struct Details {
  std::string_view policy_type = {};
  std::string_view service_principal = {};
  const directory::Tags* request_tags = nullptr;
  const std::vector<std::string>* tag_keys = nullptr;
};
// Whether the caller may do it on each of these ids ({}: on "*").
std::optional<aws::ErrorShape> Allowed(Call& call, const directory::Organization& organization,
                                       std::string_view operation, const std::vector<std::string>& ids,
                                       const Details& details = {});

// A root, unit or account, as it is in a snapshot.
struct Node {
  enum class Kind { kRoot, kUnit, kAccount };
  Kind kind = Kind::kRoot;
  std::string id, arn, name, parent;  // the root's parent: ""
  std::vector<std::string> attached;
  directory::Tags tags;
};
std::string_view KindName(Node::Kind kind);  // "ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"
std::optional<Node> FindNode(const directory::Snapshot& snapshot, const directory::Organization& organization,
                             std::string_view id);
// All nodes: the root, the units, the accounts.
std::vector<Node> AllNodes(const directory::Snapshot& snapshot, const directory::Organization& organization);
std::vector<Node> ChildrenOf(const directory::Snapshot& snapshot, const directory::Organization& organization,
                             std::string_view parent);
// Puts the node back with what of it changed: parent, attached, tags; a unit's name.
void PutNode(directory::Transaction& transaction, const directory::Organization& organization, const Node& node);

// "o-…/r-…/ou-…/" of a unit or account.
std::string PathOf(const directory::Snapshot& snapshot, const directory::Organization& organization, const Node& node);

bool IsEnabled(const directory::Organization& organization, std::string_view policy_type);

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_SERVICES_ORGANIZATIONS_TREE_H_
