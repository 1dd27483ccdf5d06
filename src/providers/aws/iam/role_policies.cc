#include "providers/aws/iam/role_policies.h"

#include <algorithm>

#include "providers/aws/framework/policy_equivalence.h"

namespace rolecall::providers::aws {

using value::Value;

InlinePolicies ConfiguredInlinePolicies(const Object& role) {
  InlinePolicies policies;
  for (const Object& block : role.Blocks("inline_policy")) {
    // Old states hold one empty block where there is nothing.
    if (!block.Text("name").empty()) policies[block.Text("name")] = block.Text("policy");
  }
  return policies;
}

void SetInlinePolicies(const InlinePolicies& policies, Object& role) {
  std::vector<Value> blocks;
  for (const auto& policy : policies) {
    blocks.push_back(Value::Object({{"name", Value::String(policy.first)}, {"policy", Value::String(policy.second)}}));
  }
  role.Set("inline_policy", Value::Set(role.TypeOf("inline_policy").element(), std::move(blocks)));
}

bool AreEquivalent(const InlinePolicies& a, const InlinePolicies& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& policy) {
           auto other = b.find(policy.first);
           if (other == b.end()) return false;
           Result<bool> same = PolicyDocumentsEquivalent(policy.second, other->second);
           return same.ok() && *same;
         });
}

api::ServiceResult<InlinePolicies> ReadInlinePolicies(const Call& call, const std::string& role) {
  auto names = AllPages(call, "ListRolePolicies", {{"RoleName", role}}, "PolicyNames");
  if (!names.ok()) return names.error();
  InlinePolicies policies;
  for (const api::XmlNode& name : *names) {
    auto answer = call.Iam("GetRolePolicy", {{"RoleName", role}, {"PolicyName", name.text}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) continue;
    if (!answer.ok()) return answer.error();
    policies[name.text] = NormalizeJsonOrKeep(DecodeDocument(answer->Get("PolicyDocument")), KeyOrder::kVersionFirst);
  }
  return policies;
}

Result<void> PutInlinePolicies(const Call& call, const std::string& role, const InlinePolicies& policies) {
  for (const auto& policy : policies) {
    auto answer = call.Iam(
        "PutRolePolicy",
        {{"RoleName", role}, {"PolicyName", policy.first}, {"PolicyDocument", NormalizeJsonOrKeep(policy.second)}});
    if (!answer.ok()) {
      return Failed("adding inline policy (" + policy.first + ") to IAM Role (" + role + ")", answer.error());
    }
  }
  return {};
}

Result<void> DeleteInlinePolicies(const Call& call, const std::string& role, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    auto answer = call.Iam("DeleteRolePolicy", {{"RoleName", role}, {"PolicyName", name}});
    ROLECALL_RETURN_IF_ERROR(GoneIsFine("deleting inline policy (" + name + ") of IAM Role (" + role + ")", answer));
  }
  return {};
}

api::ServiceResult<std::vector<std::string>> ReadAttachedPolicies(const Call& call, const std::string& role) {
  auto members = AllPages(call, "ListAttachedRolePolicies", {{"RoleName", role}}, "AttachedPolicies");
  if (!members.ok()) return members.error();
  std::vector<std::string> arns;
  for (const api::XmlNode& member : *members) arns.emplace_back(member.Get("PolicyArn"));
  return arns;
}

Result<void> AttachPolicies(const Call& call, const std::string& role, const std::vector<std::string>& arns) {
  for (const std::string& arn : arns) {
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("ConcurrentModification"); },
        [&] {
          return call.Iam("AttachRolePolicy", {{"RoleName", role}, {"PolicyArn", arn}});
        });
    if (!answer.ok()) return Failed("attaching IAM Policy (" + arn + ") to IAM Role (" + role + ")", answer.error());
  }
  return {};
}

Result<void> DetachPolicies(const Call& call, const std::string& role, const std::vector<std::string>& arns) {
  for (const std::string& arn : arns) {
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("ConcurrentModification"); },
        [&] {
          return call.Iam("DetachRolePolicy", {{"RoleName", role}, {"PolicyArn", arn}});
        });
    ROLECALL_RETURN_IF_ERROR(GoneIsFine("detaching IAM Policy (" + arn + ") from IAM Role (" + role + ")", answer));
  }
  return {};
}

}  // namespace rolecall::providers::aws
