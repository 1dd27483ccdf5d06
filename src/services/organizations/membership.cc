// The organization's accounts: which there are, where they stand, and how they leave.
#include <boost/json.hpp>

#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

std::vector<Item> AccountItems(const Call& call, const directory::Organization& organization, std::string_view parent) {
  std::vector<Item> items;
  for (const auto& member : call.snapshot->member_accounts.Sorted()) {
    if (member->organization != organization.id || (!parent.empty() && member->parent != parent)) continue;
    items.push_back({member->account, AccountShape(*call.snapshot, organization, *member)});
  }
  return items;
}

// The account is on its own from now on: no policy of the organization concerns it any more.
Answer Leave(Call& call, const directory::Organization& organization, const std::string& account) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const auto member = transaction.snapshot().member_accounts.Find(account);
    if (member == nullptr || member->organization != organization.id) return NoAccount();
    transaction.Delete(*member);
    return boost::json::object{};
  });
}

aws::ErrorShape ManagementStays() {
  return Refused("MasterCannotLeaveOrganizationException",
                 "You can't remove a management account from an organization. If you want the management account to "
                 "become a member account in another organization, you must first delete the current organization.");
}

}  // namespace

Answer DescribeAccount(Call& call, Input& input) {
  const std::string id = input.Id("AccountId", Form::kAccount);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "DescribeAccount"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "DescribeAccount", {id}));
  const auto member = call.snapshot->member_accounts.Find(id);
  if (member == nullptr || member->organization != organization->id) return NoAccount();
  return boost::json::object{{"Account", AccountShape(*call.snapshot, *organization, *member)}};
}

Answer ListAccounts(Call& call, Input& input) {
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListAccounts"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListAccounts", {}));
  return Page(call, input, "Accounts", AccountItems(call, *organization, ""));
}

Answer ListAccountsForParent(Call& call, Input& input) {
  const std::string parent = input.Id("ParentId", Form::kParent);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListAccountsForParent"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListAccountsForParent", {parent}));
  if (!FindNode(*call.snapshot, *organization, parent)) return NoParent();
  return Page(call, input, "Accounts", AccountItems(call, *organization, parent));
}

Answer MoveAccount(Call& call, Input& input) {
  const std::string id = input.Id("AccountId", Form::kAccount);
  const std::string source = input.Id("SourceParentId", Form::kParent);
  const std::string destination = input.Id("DestinationParentId", Form::kParent);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "MoveAccount"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "MoveAccount", {id, source, destination}));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    std::optional<Node> account = FindNode(snapshot, *organization, id);
    if (!account.has_value()) return NoAccount();
    if (account->parent != source) {
      return NotFound("SourceParentNotFoundException", "a source parent of the account");
    }
    if (!FindNode(snapshot, *organization, destination)) {
      return NotFound("DestinationParentNotFoundException", "a destination parent");
    }
    if (source == destination) {
      return Refused("DuplicateAccountException", "That account is already present in the specified destination.");
    }
    account->parent = destination;
    PutNode(transaction, *organization, *account);
    return boost::json::object{};
  });
}

Answer RemoveAccountFromOrganization(Call& call, Input& input) {
  const std::string id = input.Id("AccountId", Form::kAccount);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "RemoveAccountFromOrganization"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "RemoveAccountFromOrganization", {id}));
  if (id == organization->account) return ManagementStays();
  return Leave(call, *organization, id);
}

// The one change that members may make, if their policies and the organization's let them.
Answer LeaveOrganization(Call& call, Input&) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "organizations:LeaveOrganization"}));
  const OrganizationPointer organization = OrganizationOf(*call.snapshot, call.caller.account);
  if (organization == nullptr) return NotInUse();
  if (call.caller.account == organization->account) return ManagementStays();
  return Leave(call, *organization, call.caller.account);
}

}  // namespace rolecall::services::organizations
