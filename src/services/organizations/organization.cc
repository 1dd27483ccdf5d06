// The organization itself: CreateOrganization, DeleteOrganization, DescribeOrganization, ListRoots, and which types of
// policies are enabled.
#include <algorithm>
#include <boost/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "partition/own_partition.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

using directory::Organization;

boost::json::object OrganizationShape(const Organization& organization) {
  boost::json::array types;
  if (organization.all_features) {
    types.push_back(boost::json::object{{"Type", directory::kServiceControl}, {"Status", "ENABLED"}});
  }
  return {{"Id", organization.id},
          {"Arn", organization.arn()},
          {"FeatureSet", organization.all_features ? "ALL" : "CONSOLIDATED_BILLING"},
          {"MasterAccountArn", partition::OwnArn() + "organizations::" + organization.account + ":account/" +
                                   organization.id + "/" + organization.account},
          {"MasterAccountId", organization.account},
          {"MasterAccountEmail", organization.email},
          {"AvailablePolicyTypes", std::move(types)}};
}

std::string_view FullAccessOf(std::string_view type) {
  return type == directory::kServiceControl ? directory::kFullAccessId : directory::kResourceFullAccessId;
}

// What is attached of a type goes with the type; AWS's own policy comes with it.
void SetPolicyType(directory::Transaction& transaction, const Organization& organization, const std::string& type,
                   bool enabled) {
  for (Node node : AllNodes(transaction.snapshot(), organization)) {
    std::erase_if(node.attached, [&](const std::string& id) {
      const std::optional<Policy> policy = FindPolicy(transaction.snapshot(), organization, id);
      return policy.has_value() && policy->type == type;
    });
    if (enabled) node.attached.emplace_back(FullAccessOf(type));
    PutNode(transaction, organization, node);
  }
  Organization changed = *transaction.snapshot().organizations.Find(organization.id);
  std::erase(changed.policy_types, type);
  if (enabled) changed.policy_types.push_back(type);
  transaction.Put(std::move(changed));
}

Answer ChangePolicyType(Call& call, Input& input, std::string_view operation, bool enable) {
  const std::string root = input.Id("RootId", Form::kRoot);
  const std::string type = ReadPolicyType(input, "PolicyType");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, operation));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, operation, {root}, {.policy_type = type}));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const auto current = transaction.snapshot().organizations.Find(organization->id);
    if (current == nullptr) return NotInUse();
    if (root != current->root_id) return NoRoot();
    if (!current->all_features) {
      return Refused(
          "PolicyTypeNotAvailableForOrganizationException",
          "You can't use the specified policy type with the feature set currently enabled for this organization.");
    }
    if (enable && IsEnabled(*current, type)) {
      return Refused("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.");
    }
    if (!enable && !IsEnabled(*current, type)) {
      return Refused("PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types.");
    }
    SetPolicyType(transaction, *current, type, enable);
    return boost::json::object{{"Root", RootShape(*transaction.snapshot().organizations.Find(current->id))}};
  });
}

Organization NewOrganization(const Call& call, bool all_features) {
  Organization organization;
  organization.id = "o-" + LowerAscii(RandomBase32(call.random, 10));
  organization.account = call.caller.account;
  organization.root_id = "r-" + LowerAscii(RandomBase32(call.random, 4));
  organization.email = "root@" + call.caller.account + ".invalid";
  organization.all_features = all_features;
  organization.created = call.now;
  return organization;
}

}  // namespace

Answer CreateOrganization(Call& call, Input& input) {
  const std::string features = input.OneOf("FeatureSet", {"ALL", "CONSOLIDATED_BILLING"});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "organizations:CreateOrganization"}));
  Organization organization = NewOrganization(call, features != "CONSOLIDATED_BILLING");
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    if (transaction.snapshot().member_accounts.Find(call.caller.account) != nullptr) {
      return Refused("AlreadyInOrganizationException", "The provided account is already a member of an organization.");
    }
    directory::MemberAccount management;
    management.account = call.caller.account;
    management.organization = organization.id;
    management.parent = organization.root_id;
    management.name = "management";
    management.email = organization.email;
    management.invited = true;
    management.joined = call.now;
    transaction.Put(organization);
    transaction.Put(std::move(management));
    // An organization with all features has service control policies from the start.
    if (organization.all_features) {
      SetPolicyType(transaction, organization, std::string(directory::kServiceControl), true);
    }
    return boost::json::object{{"Organization", OrganizationShape(organization)}};
  });
}

Answer DeleteOrganization(Call& call, Input&) {
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "DeleteOrganization"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "DeleteOrganization", {}));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (snapshot.organizations.Find(organization->id) == nullptr) return NotInUse();
    const std::vector<Node> nodes = AllNodes(snapshot, *organization);
    if (nodes.size() > 2) {  // the root and the management account
      return Refused("OrganizationNotEmptyException",
                     "To delete an organization you must first remove all member accounts (except the master).");
    }
    const std::string prefix = organization->id + "/";
    for (const auto& policy : snapshot.organization_policies.Sorted(prefix)) transaction.Delete(*policy);
    for (const auto& creation : snapshot.account_creations.Sorted(prefix)) transaction.Delete(*creation);
    transaction.Delete(*snapshot.member_accounts.Find(organization->account));
    transaction.Delete(*organization);
    return boost::json::object{};
  });
}

// Also for members: it is the one thing that they are told.
Answer DescribeOrganization(Call& call, Input&) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "organizations:DescribeOrganization"}));
  const OrganizationPointer organization = OrganizationOf(*call.snapshot, call.caller.account);
  if (organization == nullptr) return NotInUse();
  return boost::json::object{{"Organization", OrganizationShape(*organization)}};
}

Answer ListRoots(Call& call, Input& input) {
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListRoots"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListRoots", {}));
  return Page(call, input, "Roots", {{organization->root_id, RootShape(*organization)}});
}

Answer EnablePolicyType(Call& call, Input& input) { return ChangePolicyType(call, input, "EnablePolicyType", true); }

Answer DisablePolicyType(Call& call, Input& input) { return ChangePolicyType(call, input, "DisablePolicyType", false); }

}  // namespace rolecall::services::organizations
