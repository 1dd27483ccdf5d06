// Inline policies of roles, users and groups: the same four operations three times.
#include <algorithm>

#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::Group;
using directory::InlinePolicy;
using directory::Role;
using directory::User;

std::vector<InlinePolicy>::const_iterator FindPolicy(const std::vector<InlinePolicy>& policies, std::string_view name) {
  return std::find_if(policies.begin(), policies.end(),
                      [&](const InlinePolicy& policy) { return policy.name == name; });
}

template <typename T>
aws::ErrorShape NoPolicy(std::string_view name) {
  return NoSuchEntity("The " + std::string(Entity<T>::kWord) + " policy with name " + std::string(name) +
                      " cannot be found.");
}

template <typename T>
OperationResult PutPolicy(Call& call) {
  ROLECALL_TRY(auto entity, AskToChange<T>(call));
  const std::string name(call.parameters.Get("PolicyName"));
  const std::string text(call.parameters.Get("PolicyDocument"));
  ROLECALL_TRY(directory::StoredPolicy document,
               IdentityDocument(text, policy::WriteKind::kInline, "inline policy " + name));
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction&) -> Refusal {
    std::erase_if(changed.inline_policies, [&](const InlinePolicy& policy) { return policy.name == name; });
    std::size_t total = policy::PolicySize(text);
    for (const InlinePolicy& policy : changed.inline_policies) total += policy::PolicySize(policy.policy.text);
    if (total > Entity<T>::kInlineSize.limit) {
      return Exceeded(Entity<T>::kInlineSize, std::string(Entity<T>::kWord) + " " + changed.name);
    }
    changed.inline_policies.push_back({name, document});
    return std::nullopt;
  });
}

template <typename T>
OperationResult GetInlinePolicy(Call& call) {
  ROLECALL_TRY(auto entity, AskAndFind<T>(call));
  auto policy = FindPolicy(entity->inline_policies, call.parameters.Get("PolicyName"));
  if (policy == entity->inline_policies.end()) return NoPolicy<T>(call.parameters.Get("PolicyName"));
  aws::XmlWriter xml;
  xml.Text(Entity<T>::kParameter, entity->name).Text("PolicyName", policy->name);
  xml.Text("PolicyDocument", EncodeDocument(policy->policy.text));
  return xml.Take();
}

template <typename T>
OperationResult DeleteInlinePolicy(Call& call) {
  ROLECALL_TRY(auto entity, AskToChange<T>(call));
  const std::string_view name = call.parameters.Get("PolicyName");
  return Change<T>(call, entity->name, [&](T& changed, directory::Transaction&) -> Refusal {
    auto policy = FindPolicy(changed.inline_policies, name);
    if (policy == changed.inline_policies.end()) return NoPolicy<T>(name);
    changed.inline_policies.erase(policy);
    return std::nullopt;
  });
}

template <typename T>
OperationResult ListInlinePolicies(Call& call) {
  ROLECALL_TRY(auto entity, AskAndFind<T>(call));
  std::vector<Item> items;
  for (const InlinePolicy& policy : entity->inline_policies) items.push_back({policy.name, policy.name});
  return Page(call, "PolicyNames", std::move(items));
}

template <typename T>
void AddInlinePoliciesOf(Table& table, std::string_view put, std::string_view get, std::string_view remove,
                         std::string_view list, const ParameterRule& name) {
  table.push_back({put, &PutPolicy<T>, {name, kPolicyName, kPolicyDocument}, false, false});
  table.push_back({get, &GetInlinePolicy<T>, {name, kPolicyName}});
  table.push_back({remove, &DeleteInlinePolicy<T>, {name, kPolicyName}, false, false});
  table.push_back({list, &ListInlinePolicies<T>, {name, kMarker, kMaxItems}});
}

}  // namespace

void AddInlinePolicies(Table& table) {
  AddInlinePoliciesOf<Role>(table, "PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy", "ListRolePolicies", kRoleName);
  AddInlinePoliciesOf<User>(table, "PutUserPolicy", "GetUserPolicy", "DeleteUserPolicy", "ListUserPolicies", kUserName);
  AddInlinePoliciesOf<Group>(table, "PutGroupPolicy", "GetGroupPolicy", "DeleteGroupPolicy", "ListGroupPolicies",
                             kGroupName);
}

}  // namespace rolecall::services::iam
