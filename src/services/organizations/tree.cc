#include "services/organizations/tree.h"

#include <algorithm>

#include "partition/own_partition.h"
#include "services/organizations/errors.h"
#include "services/organizations/input.h"

namespace rolecall::services::organizations {
namespace {

using directory::MemberAccount;
using directory::Organization;
using directory::OrganizationalUnit;
using directory::Snapshot;

std::string Prefix(const Organization& organization, std::string_view type) {
  return partition::OwnArn() + "organizations::" + organization.account + ":" + std::string(type) + "/" +
         organization.id + "/";
}

Node NodeOf(const Organization& organization) {
  return {Node::Kind::kRoot,     organization.root_id,  organization.root_arn(), "Root", "",
          organization.attached, organization.root_tags};
}

Node NodeOf(const Organization& organization, const OrganizationalUnit& unit) {
  return {Node::Kind::kUnit, unit.id,  Prefix(organization, "ou") + unit.id, unit.name, unit.parent,
          unit.attached,     unit.tags};
}

Node NodeOf(const Organization& organization, const MemberAccount& account) {
  return {Node::Kind::kAccount, account.account, Prefix(organization, "account") + account.account,
          account.name,         account.parent,  account.attached,
          account.tags};
}

}  // namespace

OrganizationPointer OrganizationOf(const Snapshot& snapshot, const std::string& account) {
  const auto member = snapshot.member_accounts.Find(account);
  return member == nullptr ? nullptr : snapshot.organizations.Find(member->organization);
}

Checked<OrganizationPointer> Managed(Call& call, std::string_view operation) {
  OrganizationPointer organization = OrganizationOf(*call.snapshot, call.caller.account);
  if (organization == nullptr) {
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "organizations:" + std::string(operation)}));
    return NotInUse();
  }
  if (organization->account != call.caller.account) {
    call.audit.decisions.push_back("not of the organization's management account");
    return NotManagement();
  }
  return organization;
}

std::string ArnOf(const Snapshot& snapshot, const Organization& organization, std::string_view id) {
  if (HasForm(id, Form::kRoot)) return Prefix(organization, "root").append(id);
  if (HasForm(id, Form::kUnit)) return Prefix(organization, "ou").append(id);
  if (HasForm(id, Form::kAccount)) return Prefix(organization, "account").append(id);
  if (const auto* aws = directory::FindAwsOrganizationPolicy(id)) return aws->arn();
  const auto policy = snapshot.organization_policies.Find(organization.id + "/" + std::string(id));
  return policy != nullptr ? policy->arn()
                           : Prefix(organization, "policy") + "service_control_policy/" + std::string(id);
}

std::optional<aws::ErrorShape> Allowed(Call& call, const Organization& organization, std::string_view operation,
                                       const std::vector<std::string>& ids, const Details& details) {
  const Snapshot& snapshot = *call.snapshot;
  Question question{.action = "organizations:" + std::string(operation)};
  question.request_tags = details.request_tags;
  question.tag_keys = details.tag_keys;
  if (!details.policy_type.empty()) {
    question.context.push_back({"organizations:PolicyType", {std::string(details.policy_type)}});
  }
  if (!details.service_principal.empty()) {
    question.context.push_back({"organizations:ServicePrincipal", {std::string(details.service_principal)}});
  }
  if (ids.empty()) return Authorize(call, question);
  for (const std::string& id : ids) {
    question.resource = ArnOf(snapshot, organization, id);
    const std::optional<Node> node = FindNode(snapshot, organization, id);
    const auto policy = snapshot.organization_policies.Find(organization.id + "/" + id);
    question.resource_tags = node.has_value() ? &node->tags : policy != nullptr ? &policy->tags : nullptr;
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  }
  return std::nullopt;
}

std::string_view KindName(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kRoot: return "ROOT";
    case Node::Kind::kUnit: return "ORGANIZATIONAL_UNIT";
    case Node::Kind::kAccount: return "ACCOUNT";
  }
  return "";
}

std::optional<Node> FindNode(const Snapshot& snapshot, const Organization& organization, std::string_view id) {
  if (id == organization.root_id) return NodeOf(organization);
  if (const auto unit = snapshot.organizational_units.Find(organization.id + "/" + std::string(id))) {
    return NodeOf(organization, *unit);
  }
  const auto account = snapshot.member_accounts.Find(id);
  if (account != nullptr && account->organization == organization.id) return NodeOf(organization, *account);
  return std::nullopt;
}

std::vector<Node> AllNodes(const Snapshot& snapshot, const Organization& organization) {
  std::vector<Node> nodes = {NodeOf(organization)};
  for (const auto& unit : snapshot.organizational_units.Sorted(organization.id + "/")) {
    nodes.push_back(NodeOf(organization, *unit));
  }
  for (const auto& account : snapshot.member_accounts.Sorted()) {
    if (account->organization == organization.id) nodes.push_back(NodeOf(organization, *account));
  }
  return nodes;
}

std::vector<Node> ChildrenOf(const Snapshot& snapshot, const Organization& organization, std::string_view parent) {
  std::vector<Node> nodes = AllNodes(snapshot, organization);
  std::erase_if(nodes, [parent](const Node& node) { return node.parent != parent; });
  return nodes;
}

void PutNode(directory::Transaction& transaction, const Organization& organization, const Node& node) {
  const Snapshot& snapshot = transaction.snapshot();
  switch (node.kind) {
    case Node::Kind::kRoot: {
      Organization changed = *snapshot.organizations.Find(organization.id);
      changed.attached = node.attached;
      changed.root_tags = node.tags;
      transaction.Put(std::move(changed));
      return;
    }
    case Node::Kind::kUnit: {
      OrganizationalUnit changed = *snapshot.organizational_units.Find(organization.id + "/" + node.id);
      changed.name = node.name;
      changed.attached = node.attached;
      changed.tags = node.tags;
      transaction.Put(std::move(changed));
      return;
    }
    case Node::Kind::kAccount: {
      MemberAccount changed = *snapshot.member_accounts.Find(node.id);
      changed.parent = node.parent;
      changed.attached = node.attached;
      changed.tags = node.tags;
      transaction.Put(std::move(changed));
      return;
    }
  }
}

std::string PathOf(const Snapshot& snapshot, const Organization& organization, const Node& node) {
  constexpr int kMostLevels = 16;
  std::string path = node.id + "/";
  std::string parent = node.parent;
  for (int depth = 0; !parent.empty() && depth < kMostLevels; ++depth) {
    path = parent + "/" + path;
    const std::optional<Node> above = FindNode(snapshot, organization, parent);
    parent = above.has_value() ? above->parent : "";
  }
  return organization.id + "/" + path;
}

bool IsEnabled(const Organization& organization, std::string_view policy_type) {
  const auto& types = organization.policy_types;
  return std::find(types.begin(), types.end(), policy_type) != types.end();
}

}  // namespace rolecall::services::organizations
