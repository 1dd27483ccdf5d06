// Which policies are attached to what.
#include <algorithm>
#include <boost/json.hpp>

#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

constexpr std::size_t kMostAttached = 5;  // of a type, to one target

bool Has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::size_t CountOfType(const directory::Snapshot& snapshot, const directory::Organization& organization,
                        const Node& node, std::string_view type) {
  return static_cast<std::size_t>(std::count_if(node.attached.begin(), node.attached.end(), [&](const auto& id) {
    const std::optional<Policy> policy = FindPolicy(snapshot, organization, id);
    return policy.has_value() && policy->type == type;
  }));
}

std::optional<aws::ErrorShape> Attach(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                      const Policy& policy, Node& target) {
  if (Has(target.attached, policy.id)) {
    return Refused("DuplicatePolicyAttachmentException",
                   "The selected policy is already attached to the specified target.");
  }
  if (CountOfType(snapshot, organization, target, policy.type) >= kMostAttached) {
    return Constraint("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                      "You have exceeded the number of policies of this type that can be attached to an entity.");
  }
  target.attached.push_back(policy.id);
  return std::nullopt;
}

std::optional<aws::ErrorShape> Detach(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                      const Policy& policy, Node& target) {
  if (policy.id == directory::kResourceFullAccessId) {
    return InvalidInput("IMMUTABLE_POLICY", "You can't detach the RCPFullAWSAccess policy.");
  }
  if (!Has(target.attached, policy.id)) {
    return Refused("PolicyNotAttachedException", "The policy isn't attached to the specified target.");
  }
  if (CountOfType(snapshot, organization, target, policy.type) == 1) {
    return Constraint("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                      "You can't detach the last policy of this type from an entity.");
  }
  std::erase(target.attached, policy.id);
  return std::nullopt;
}

using AttachmentChange = std::optional<aws::ErrorShape> (*)(const directory::Snapshot&, const directory::Organization&,
                                                            const Policy&, Node&);

Answer ChangeAttachment(Call& call, Input& input, std::string_view operation, AttachmentChange change) {
  const std::string id = input.Id("PolicyId", Form::kPolicy), target_id = input.Id("TargetId", Form::kTarget);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, operation));
  const std::optional<Policy> asked = FindPolicy(*call.snapshot, *organization, id);
  const std::string type = asked.has_value() ? asked->type : "";
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, operation, {id, target_id}, {.policy_type = type}));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const auto current = snapshot.organizations.Find(organization->id);
    if (current == nullptr) return NotInUse();
    std::optional<Node> target = FindNode(snapshot, *current, target_id);
    if (!target.has_value()) return NoTarget();
    const std::optional<Policy> policy = FindPolicy(snapshot, *current, id);
    if (!policy.has_value()) return NoPolicy();
    if (!IsEnabled(*current, policy->type)) {
      return Refused("PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types.");
    }
    ROLECALL_RETURN_IF_ERROR(change(snapshot, *current, *policy, *target));
    PutNode(transaction, *current, *target);
    return boost::json::object{};
  });
}

}  // namespace

Answer AttachPolicy(Call& call, Input& input) { return ChangeAttachment(call, input, "AttachPolicy", &Attach); }

Answer DetachPolicy(Call& call, Input& input) { return ChangeAttachment(call, input, "DetachPolicy", &Detach); }

Answer ListPoliciesForTarget(Call& call, Input& input) {
  const std::string target = input.Id("TargetId", Form::kTarget), type = ReadPolicyType(input, "Filter");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListPoliciesForTarget"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListPoliciesForTarget", {target}, {.policy_type = type}));
  const std::optional<Node> node = FindNode(*call.snapshot, *organization, target);
  if (!node.has_value()) return NoTarget();
  std::vector<Item> items;
  for (const std::string& id : node->attached) {
    const std::optional<Policy> policy = FindPolicy(*call.snapshot, *organization, id);
    if (policy.has_value() && policy->type == type) items.push_back({id, PolicySummary(*policy)});
  }
  return Page(call, input, "Policies", std::move(items));
}

Answer ListTargetsForPolicy(Call& call, Input& input) {
  const std::string id = input.Id("PolicyId", Form::kPolicy);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListTargetsForPolicy"));
  const std::optional<Policy> policy = FindPolicy(*call.snapshot, *organization, id);
  const std::string type = policy.has_value() ? policy->type : "";
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListTargetsForPolicy", {id}, {.policy_type = type}));
  if (!policy.has_value()) return NoPolicy();
  std::vector<Item> items;
  for (const Node& node : AllNodes(*call.snapshot, *organization)) {
    if (!Has(node.attached, id)) continue;
    items.push_back(
        {node.id, {{"TargetId", node.id}, {"Arn", node.arn}, {"Name", node.name}, {"Type", KindName(node.kind)}}});
  }
  return Page(call, input, "Targets", std::move(items));
}

}  // namespace rolecall::services::organizations
