#include "directory/managed_policies.h"

#include <algorithm>

#include "base/text.h"
#include "directory/ids.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/iam/documents.h"
#include "services/iam/lookup.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::ManagedPolicy;

OperationResult CreatePolicy(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  ManagedPolicy policy;
  policy.account = call.caller.account;
  policy.name = std::string(call.parameters.Get("PolicyName"));
  if (call.parameters.Has("Path")) policy.path = std::string(call.parameters.Get("Path"));
  policy.id = directory::MakeUniqueId(call.random, "ANPA");
  policy.description = std::string(call.parameters.Get("Description"));
  policy.created = policy.updated = call.now;
  policy.tags = tags;
  Question question = Ask(call, policy.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagPolicy"));
  const std::string text(call.parameters.Get("PolicyDocument"));
  ROLECALL_TRY(directory::StoredPolicy document, IdentityDocument(text, policy::WriteKind::kManaged, policy.arn()));
  if (policy::PolicySize(text) > kManagedPolicySize.limit) return Exceeded(kManagedPolicySize);
  policy.versions.push_back({1, std::move(document), call.now});
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const std::string prefix = partition::OwnArn() + "iam::" + policy.account + ":policy/";
    const auto own = snapshot.policies.Sorted(prefix);  // names are unique whatever their paths
    const auto has_name = [&](const auto& other) { return EqualsIgnoringAsciiCase(other->name, policy.name); };
    if (std::any_of(own.begin(), own.end(), has_name)) {
      return AlreadyExists("A policy called " + policy.name + " already exists. Duplicate names are not allowed.");
    }
    if (own.size() >= kPoliciesPerAccount.limit) return Exceeded(kPoliciesPerAccount);
    aws::XmlWriter xml;
    xml.Open("Policy");
    WritePolicy(xml, policy, {}, Detail::kCreated);
    xml.Close();
    transaction.Put(policy);
    return xml.Take();
  });
}

OperationResult GetPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  auto policy = FindReadablePolicy(call, *call.snapshot, arn);
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnPolicy(call, arn));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  if (policy == nullptr) return NoSuchEntity("Policy " + arn + " was not found.");
  aws::XmlWriter xml;
  xml.Open("Policy");
  WritePolicy(xml, *policy, call.snapshot->policy_uses.Of(call.caller.account, arn), Detail::kFull);
  xml.Close();
  return xml.Take();
}

OperationResult DeletePolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnPolicy(call, arn));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto policy = FindReadablePolicy(call, transaction.snapshot(), arn);
    if (policy == nullptr) return NoSuchEntity("Policy " + arn + " was not found.");
    if (policy->account != call.caller.account) {
      return aws::ErrorShape{403, "AccessDenied", "Policy is outside your own account."};
    }
    const auto [attached, boundaries] = transaction.snapshot().policy_uses.Of(policy->account, arn);
    if (attached + boundaries > 0) return DeleteConflict("Cannot delete a policy attached to entities.");
    if (policy->versions.size() > 1) {
      return DeleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
          "The default version is deleted with the policy.");
    }
    transaction.Delete(*policy);
    return std::string();
  });
}

OperationResult ListPolicies(Call& call) {
  const std::string_view scope = call.parameters.Get("Scope");
  const std::string prefix(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":policy" + prefix)));
  const bool only_attached = call.parameters.IsTrue("OnlyAttached");
  const std::string_view usage = call.parameters.Get("PolicyUsageFilter");
  std::vector<std::shared_ptr<const ManagedPolicy>> policies;
  if (scope != "AWS")
    policies = call.snapshot->policies.Sorted(partition::OwnArn() + "iam::" + call.caller.account + ":");
  if (scope != "Local") {
    const auto of_aws = directory::AwsPolicies();
    policies.insert(policies.end(), of_aws.begin(), of_aws.end());
  }
  std::vector<Item> items;
  for (const auto& policy : policies) {
    if (!policy->path.starts_with(prefix)) continue;
    const directory::PolicyUse use = call.snapshot->policy_uses.Of(call.caller.account, policy->arn());
    if (only_attached && use.attached + use.boundaries == 0) continue;
    if (usage == "PermissionsPolicy" && use.attached == 0) continue;
    if (usage == "PermissionsBoundary" && use.boundaries == 0) continue;
    aws::XmlWriter xml;
    WritePolicy(xml, *policy, use, Detail::kListed);
    items.push_back({policy->arn(), xml.Take()});
  }
  return Page(call, "Policies", std::move(items));
}

template <typename T>
void ListUsers(const std::vector<std::shared_ptr<const T>>& entities, const std::string& arn, bool attached,
               bool boundary, const std::string& path, const std::string& kind, std::size_t list,
               std::vector<Item>& out) {
  for (const auto& entity : entities) {
    const bool uses = (attached && std::count(entity->attached.begin(), entity->attached.end(), arn) > 0) ||
                      (boundary && Entity<T>::BoundaryOf(*entity) == arn);
    if (!uses || !entity->path.starts_with(path)) continue;
    aws::XmlWriter xml;
    xml.Text(kind + "Name", entity->name).Text(kind + "Id", entity->id);
    out.push_back({kind + "/" + entity->name, xml.Take(), list});
  }
}

OperationResult ListEntitiesForPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnPolicy(call, arn));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  if (FindReadablePolicy(call, *call.snapshot, arn) == nullptr) {
    return NoSuchEntity("Policy " + arn + " was not found.");
  }
  const std::string_view filter = call.parameters.Get("EntityFilter");
  const std::string_view usage = call.parameters.Get("PolicyUsageFilter");
  const bool attached = usage != "PermissionsBoundary", boundary = usage != "PermissionsPolicy";
  const std::string path(call.parameters.Has("PathPrefix") ? call.parameters.Get("PathPrefix") : "/");
  const std::string own = call.caller.account + "/";
  std::vector<Item> found;
  if (filter.empty() || filter == "Group") {
    ListUsers(call.snapshot->groups.Sorted(own), arn, attached, boundary, path, "Group", 0, found);
  }
  if (filter.empty() || filter == "Role") {
    ListUsers(call.snapshot->roles.Sorted(own), arn, attached, boundary, path, "Role", 1, found);
  }
  if (filter.empty() || filter == "User") {
    ListUsers(call.snapshot->users.Sorted(own), arn, attached, boundary, path, "User", 2, found);
  }
  return Page(call, {"PolicyGroups", "PolicyRoles", "PolicyUsers"}, std::move(found));
}

}  // namespace

void AddManagedPolicies(Table& table) {
  const ParameterRule scope{.name = "Scope", .values = "All|AWS|Local"};
  const ParameterRule usage{.name = "PolicyUsageFilter", .values = "PermissionsPolicy|PermissionsBoundary"};
  const ParameterRule only{.name = "OnlyAttached", .boolean = true};
  const ParameterRule filter{.name = "EntityFilter", .values = "User|Role|Group|LocalManagedPolicy|AWSManagedPolicy"};
  table.push_back({"CreatePolicy", &CreatePolicy, {kPolicyName, kPath, kPolicyDocument, kDescription, kTags}});
  table.push_back({"GetPolicy", &GetPolicy, {kPolicyArn}});
  table.push_back({"DeletePolicy", &DeletePolicy, {kPolicyArn}, false, false});
  table.push_back({"ListPolicies", &ListPolicies, {scope, usage, only, kPathPrefix, kMarker, kMaxItems}});
  table.push_back(
      {"ListEntitiesForPolicy", &ListEntitiesForPolicy, {kPolicyArn, filter, usage, kPathPrefix, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam
