// Access policies: EKS's own sets of permissions in a cluster, and which access entries have them.
//
// Differs from AWS: an association is a record; nothing gives its permissions in a cluster (access_entries.cc).
#include <algorithm>

#include "base/utf8.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/eks/access_entry.h"
#include "services/eks/access_entry_rules.h"
#include "services/eks/errors.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;
using directory::AccessEntry;
using directory::AccessPolicyAssociation;

constexpr std::size_t kMostNamespaces = 1000;
constexpr std::size_t kMaxNamespaceLength = 63;
constexpr std::string_view kPolicyResource = "cluster-access-policy/";

struct AccessPolicy {
  std::string_view name;
  bool is_for_services = false;  // only service-linked roles have it
};

// EKS User Guide, "Review access policy permissions", and what ListAccessPolicies answered in 2026. In order.
constexpr AccessPolicy kAccessPolicies[] = {
    {"AIDevOpsAgentAccessPolicy"},
    {"AmazonAIOpsAssistantPolicy"},
    {"AmazonARCRegionSwitchScalingPolicy"},
    {"AmazonEKSACKPolicy"},
    {"AmazonEKSAdminPolicy"},
    {"AmazonEKSAdminViewPolicy"},
    {"AmazonEKSArgoCDClusterPolicy"},
    {"AmazonEKSArgoCDPolicy"},
    {"AmazonEKSAutoNodePolicy"},
    {"AmazonEKSBlockStorageClusterPolicy", true},
    {"AmazonEKSBlockStoragePolicy"},
    {"AmazonEKSClusterAdminPolicy"},
    {"AmazonEKSComputeClusterPolicy", true},
    {"AmazonEKSComputePolicy"},
    {"AmazonEKSEditPolicy"},
    {"AmazonEKSEventPolicy"},
    {"AmazonEKSHybridPolicy"},
    {"AmazonEKSKROPolicy"},
    {"AmazonEKSLoadBalancingClusterPolicy"},
    {"AmazonEKSLoadBalancingPolicy"},
    {"AmazonEKSNetworkingClusterPolicy"},
    {"AmazonEKSNetworkingPolicy"},
    {"AmazonEKSPodIdentityPolicy"},
    {"AmazonEKSSecretAdminPolicy"},
    {"AmazonEKSSecretReaderPolicy"},
    {"AmazonEKSViewPolicy"},
    {"AmazonEMRJobPolicy"},
    {"AmazonSagemakerHyperpodClusterPolicy"},
    {"AmazonSagemakerHyperpodControllerPolicy"},
    {"AmazonSagemakerHyperpodSpacePolicy"},
    {"AmazonSagemakerHyperpodSpaceTemplatePolicy"},
    {"AmazonSagemakerHyperpodSystemNamespacePolicy"},
    {"AmazonSagemakerHyperpodUserClusterPolicy"},
};

std::string ArnOfPolicy(std::string_view name) {
  return partition::OwnArn() + "eks::aws:" + std::string(kPolicyResource) + std::string(name);
}

// The policy that an ARN names must be one of EKS's.
std::optional<aws::ErrorShape> CheckPolicyArn(std::string_view text) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn || arn->service != "eks" || !arn->resource.starts_with(kPolicyResource)) {
    return InvalidParameter("The policyArn parameter format is not valid");
  }
  const std::string_view name = arn->resource.substr(kPolicyResource.size());
  const auto* found = std::ranges::find(kAccessPolicies, name, &AccessPolicy::name);
  if (found == std::end(kAccessPolicies) || text != ArnOfPolicy(name)) {
    return aws::ErrorShape{404, "ResourceNotFoundException", "The specified policyArn could not be found."};
  }
  if (!found->is_for_services) return std::nullopt;
  return InvalidParameter("The specified policyArn can only be associated with service-linked roles");
}

// A name, or a pattern of names.
bool IsNamespacePattern(std::string_view text) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '*'; };
  return !text.empty() && text.size() <= kMaxNamespaceLength && std::ranges::all_of(text, good);
}

struct Scope {
  std::string type;
  std::vector<std::string> namespaces;
};

Checked<Scope> ReadScope(const EksRequest& request) {
  const bj::value* value = request.body.if_contains("accessScope");
  if (value == nullptr || !value->is_object()) return InvalidParameter("The parameter accessScope is required.");
  const bj::object& object = value->get_object();
  Scope scope;
  const bj::value* type = object.if_contains("type");
  if (type != nullptr && type->is_string()) scope.type = std::string(type->get_string());
  ROLECALL_TRY(std::optional<std::vector<std::string>> namespaces, TextsIn(object, "namespaces"));
  if (namespaces.has_value()) scope.namespaces = *std::move(namespaces);
  return scope;
}

std::optional<aws::ErrorShape> CheckScope(Scope& scope) {
  if (scope.type != "cluster" && scope.type != "namespace") {
    return InvalidParameter("The type of the accessScope is one of cluster, namespace.");
  }
  if (scope.type == "cluster" && !scope.namespaces.empty()) {
    return InvalidParameter("accessScope should not include namespaces if the type is not set as namespace");
  }
  if (scope.type == "namespace" && scope.namespaces.empty()) {
    return InvalidParameter("At least 1 namespace must be provided if the type is set as namespace");
  }
  if (scope.namespaces.size() > kMostNamespaces) {
    return InvalidParameter("An accessScope has 1000 namespaces at most.");
  }
  for (const std::string& name : scope.namespaces) {
    if (IsNamespacePattern(name)) continue;
    return InvalidParameter("The namespace is not valid: " + std::string(FirstCharacters(name, kMaxNamespaceLength)));
  }
  return std::nullopt;
}

bj::object AssociationObject(const AccessPolicyAssociation& association) {
  return {{"policyArn", association.policy_arn},
          {"accessScope",
           bj::object{{"type", association.namespaces.empty() ? "cluster" : "namespace"},
                      {"namespaces", bj::array(association.namespaces.begin(), association.namespaces.end())}}},
          {"associatedAt", UnixSeconds(association.associated)},
          {"modifiedAt", UnixSeconds(association.modified)}};
}

// The association with that policy, which is put in its place if there was none.
AccessPolicyAssociation& PlaceFor(AccessEntry& entry, const std::string& policy_arn, Time now) {
  const auto place = std::ranges::lower_bound(entry.policies, policy_arn, {}, &AccessPolicyAssociation::policy_arn);
  if (place != entry.policies.end() && place->policy_arn == policy_arn) return *place;
  return *entry.policies.insert(place, {.policy_arn = policy_arn, .associated = now});
}

}  // namespace

EksResult AssociateAccessPolicy(EksRequest& request) {
  const AccessEntryPtr current = EntryOfPath(request);
  ROLECALL_TRY(std::string policy_arn, request.Required("policyArn"));
  ROLECALL_TRY(Scope scope, ReadScope(request));
  Question question = AskAboutEntry(request, "eks:AssociateAccessPolicy", current.get());
  AddKey(question.context, "eks:policyArn", {policy_arn});
  AddKey(question.context, "eks:accessScope", {scope.type});
  AddKey(question.context, "eks:namespaces", scope.namespaces, true);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  ROLECALL_RETURN_IF_ERROR(CheckScope(scope));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(policy_arn));
  return ChangeEntry(request, [&](directory::Transaction& transaction, const AccessEntry& there) -> EksResult {
    const AccessEntryType* type = FindAccessEntryType(there.type);
    if (type == nullptr || !type->takes_policies) return OnlyStandard();
    AccessEntry changed = there;
    AccessPolicyAssociation& association = PlaceFor(changed, policy_arn, request.call.now);
    association.namespaces = scope.namespaces;
    association.modified = request.call.now;
    bj::object answer{{"clusterName", there.cluster},
                      {"principalArn", there.principal_arn},
                      {"associatedAccessPolicy", AssociationObject(association)}};
    transaction.Put(std::move(changed));
    return answer;
  });
}

EksResult DisassociateAccessPolicy(EksRequest& request) {
  const AccessEntryPtr current = EntryOfPath(request);
  const std::string& policy_arn = request.Path("policyArn");
  Question question = AskAboutEntry(request, "eks:DisassociateAccessPolicy", current.get());
  AddKey(question.context, "eks:policyArn", {policy_arn});
  if (current != nullptr) {
    // The request has no scope: it is that of the association.
    const auto found = std::ranges::find(current->policies, policy_arn, &AccessPolicyAssociation::policy_arn);
    if (found != current->policies.end()) {
      AddKey(question.context, "eks:accessScope", {found->namespaces.empty() ? "cluster" : "namespace"});
      AddKey(question.context, "eks:namespaces", found->namespaces, true);
    }
  }
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  return ChangeEntry(request, [&](directory::Transaction& transaction, const AccessEntry& there) -> EksResult {
    AccessEntry changed = there;
    if (std::erase_if(changed.policies, [&](const auto& one) { return one.policy_arn == policy_arn; }) == 0) {
      return aws::ErrorShape{404, "ResourceNotFoundException", "The specified policyArn could not be found."};
    }
    transaction.Put(std::move(changed));
    return bj::object();
  });
}

EksResult ListAssociatedAccessPolicies(EksRequest& request) {
  const AccessEntryPtr entry = EntryOfPath(request);
  ROLECALL_RETURN_IF_ERROR(
      Authorize(request.call, AskAboutEntry(request, "eks:ListAssociatedAccessPolicies", entry.get())));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  if (entry == nullptr) return NoAccessEntry();
  ROLECALL_TRY(Page page, ReadPage(request));
  bj::array list;
  bj::value next = nullptr;
  std::string last;
  for (const AccessPolicyAssociation& one : entry->policies) {
    if (one.policy_arn <= page.after) continue;
    if (list.size() == page.most) {
      next = bj::string(NextToken(request, last));
      break;
    }
    last = one.policy_arn;
    list.push_back(AssociationObject(one));
  }
  return bj::object{{"associatedAccessPolicies", std::move(list)},
                    {"clusterName", entry->cluster},
                    {"nextToken", std::move(next)},
                    {"principalArn", entry->principal_arn}};
}

EksResult ListAccessPolicies(EksRequest& request) {
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:ListAccessPolicies"}));
  ROLECALL_TRY(Page page, ReadPage(request));
  bj::array list;
  bj::value next = nullptr;
  std::string_view last;
  for (const AccessPolicy& policy : kAccessPolicies) {
    if (policy.name <= page.after) continue;
    if (list.size() == page.most) {
      next = bj::string(NextToken(request, last));
      break;
    }
    last = policy.name;
    list.push_back(bj::object{{"name", policy.name}, {"arn", ArnOfPolicy(policy.name)}});
  }
  return bj::object{{"accessPolicies", std::move(list)}, {"nextToken", std::move(next)}};
}

}  // namespace rolecall::services::eks
