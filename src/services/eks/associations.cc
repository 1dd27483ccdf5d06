// Pod identity associations: which role the pods of a service account have.
#include <algorithm>

#include "base/random.h"
#include "base/utf8.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/storable/validate.h"
#include "services/authorize.h"
#include "services/eks/errors.h"
#include "services/eks/operations.h"
#include "services/write.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;
using directory::PodIdentityAssociation;
using AssociationPtr = std::shared_ptr<const PodIdentityAssociation>;

constexpr const char* kPrincipal = "pods.eks.amazonaws.com";
constexpr std::size_t kMostAssociations = 5000;  // of a cluster: EKS service quotas
constexpr std::size_t kMaxPolicyLength = 2048;
constexpr std::size_t kIdLetters = 17;

// A DNS-1123 label or subdomain, as Kubernetes names namespaces and service accounts.
bool IsKubernetesName(std::string_view name, std::size_t most) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= most && std::all_of(name.begin(), name.end(), good) && name.front() != '-' &&
         name.back() != '-' && name.front() != '.' && name.back() != '.';
}

std::string NewId(Random& random) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string id = "a-";
  for (std::size_t i = 0; i < kIdLetters; ++i) id += kLetters[random.Below(kLetters.size())];
  return id;
}

bj::object AssociationObject(const PodIdentityAssociation& association) {
  bj::object object{{"clusterName", association.cluster},
                    {"namespace", association.name_space},
                    {"serviceAccount", association.service_account},
                    {"roleArn", association.role_arn},
                    {"associationArn", association.arn()},
                    {"associationId", association.id},
                    {"tags", TagsObject(association.tags)},
                    {"createdAt", UnixSeconds(association.created)},
                    {"modifiedAt", UnixSeconds(association.modified)},
                    {"disableSessionTags", association.disable_session_tags}};
  if (!association.target_role_arn.empty()) object["targetRoleArn"] = association.target_role_arn;
  if (!association.external_id.empty()) object["externalId"] = association.external_id;
  if (!association.policy.empty()) object["policy"] = association.policy;
  return object;
}

bj::object Answer(const PodIdentityAssociation& association) {
  return {{"association", AssociationObject(association)}};
}

// On an association that need not exist: who may not ask for it does not learn whether it does.
std::optional<aws::ErrorShape> AuthorizeOn(EksRequest& request, const std::string& action,
                                           const PodIdentityAssociation* association) {
  const Clusters& clusters = request.clusters;
  return Authorize(request.call,
                   {.action = action,
                    .resource = partition::OwnArn() + "eks:" + clusters.region + ":" + clusters.account +
                                ":podidentityassociation/" + request.Path("name") + "/" + request.Path("associationId"),
                    .resource_account = clusters.account,
                    .resource_tags = association != nullptr ? &association->tags : nullptr});
}

// Who gives a role to pods must be allowed to pass it to EKS, and it must be a role of the cluster's account.
std::optional<aws::ErrorShape> CheckRole(EksRequest& request, const std::string& arn) {
  const std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  if (!parsed || parsed->service != "iam" || !parsed->resource.starts_with("role/")) {
    return InvalidParameter("Role ARN is not valid: " + std::string(FirstCharacters(arn, 300)));
  }
  if (parsed->account != request.clusters.account) return InvalidParameter("Cross-account pass role is not allowed.");
  const std::shared_ptr<const directory::Role> role = FindRoleByArn(*request.call.snapshot, arn);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "iam:PassRole",
                                                    .resource = arn,
                                                    .resource_account = request.clusters.account,
                                                    .resource_tags = role != nullptr ? &role->tags : nullptr,
                                                    .context = {{"iam:PassedToService", {kPrincipal}}}}));
  if (role == nullptr) return InvalidParameter("Role provided in the request does not exist.");
  return std::nullopt;
}

// targetRoleArn, disableSessionTags and policy, which Create and Update share.
std::optional<aws::ErrorShape> ReadOptions(const EksRequest& request, PodIdentityAssociation& association) {
  ROLECALL_TRY(std::optional<std::string> target, request.Text("targetRoleArn"));
  ROLECALL_TRY(std::optional<bool> no_tags, request.Flag("disableSessionTags"));
  ROLECALL_TRY(std::optional<std::string> policy, request.Text("policy"));
  if (no_tags.has_value()) association.disable_session_tags = *no_tags;
  if (target.has_value()) {
    const std::optional<policy::Arn> arn = policy::ParseArn(*target);
    const bool is_role = arn && arn->service == "iam" && policy::IsAccountId(arn->account) &&
                         arn->resource.starts_with("role/") && target->size() <= 2048;
    if (!target->empty() && !is_role) {
      return InvalidParameter("Target role ARN is not valid: " + std::string(FirstCharacters(*target, 300)));
    }
    association.target_role_arn = *target;
    if (target->empty()) association.external_id.clear();
  }
  if (!association.target_role_arn.empty() && association.external_id.empty()) {
    association.external_id = RandomUuid(request.call.random);
  }
  if (policy.has_value()) association.policy = *policy;
  if (association.policy.empty()) return std::nullopt;
  if (!association.disable_session_tags) {
    return InvalidParameter("disableSessionTags must be true for an association with a policy.");
  }
  if (association.policy.size() > kMaxPolicyLength) return InvalidParameter("The policy has 2048 characters at most.");
  if (auto malformed = policy::CheckForWrite(association.policy, policy::WriteKind::kSession, partition::Own().name)) {
    return InvalidParameter("The policy is not valid: " + malformed->message);
  }
  return std::nullopt;
}

Checked<PodIdentityAssociation> ReadNew(EksRequest& request) {
  PodIdentityAssociation association;
  association.account = request.clusters.account;
  association.region = request.clusters.region;
  association.cluster = request.Path("name");
  ROLECALL_TRY(association.name_space, request.Required("namespace"));
  ROLECALL_TRY(association.service_account, request.Required("serviceAccount"));
  ROLECALL_TRY(association.role_arn, request.Required("roleArn"));
  ROLECALL_TRY(std::optional<std::string> token, request.Text("clientRequestToken"));
  association.client_token = FirstCharacters(token.value_or(""), 256);
  if (!IsKubernetesName(association.name_space, 63)) return InvalidParameter("The namespace is not valid.");
  if (!IsKubernetesName(association.service_account, 253)) return InvalidParameter("The service account is not valid.");
  ROLECALL_TRY(association.tags, request.Tags());
  association.created = association.modified = request.call.now;
  return association;
}

// The same request again, by its client token.
bool IsRepeated(const PodIdentityAssociation& there, const PodIdentityAssociation& wanted) {
  return !wanted.client_token.empty() && there.client_token == wanted.client_token &&
         there.role_arn == wanted.role_arn && there.target_role_arn == wanted.target_role_arn &&
         there.policy == wanted.policy && there.disable_session_tags == wanted.disable_session_tags &&
         there.tags == wanted.tags;
}

EksResult Put(EksRequest& request, PodIdentityAssociation association) {
  return Update<bj::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    if (const AssociationPtr there = transaction.snapshot().pod_identities.Find(association.key())) {
      if (IsRepeated(*there, association)) return Answer(*there);
      return aws::ErrorShape{409, "ResourceInUseException", "Association already exists: " + there->id};
    }
    const std::string prefix =
        PodIdentityAssociation::Prefix(association.account, association.region, association.cluster);
    if (transaction.snapshot().pod_identities.Count(prefix) >= kMostAssociations) {
      return aws::ErrorShape{400, "ResourceLimitExceededException",
                             "The cluster has 5000 pod identity associations, which is the limit."};
    }
    association.id = NewId(request.call.random);
    bj::object answer = Answer(association);
    transaction.Put(association);  // it may be run again
    return answer;
  });
}

}  // namespace

AssociationPtr FindAssociation(const directory::Snapshot& snapshot, const Clusters& clusters, std::string_view cluster,
                               std::string_view id) {
  if (clusters.Find(cluster) == nullptr) return nullptr;
  const std::string prefix = PodIdentityAssociation::Prefix(clusters.account, clusters.region, std::string(cluster));
  const std::vector<AssociationPtr> all = snapshot.pod_identities.Sorted(prefix);
  const auto found = std::find_if(all.begin(), all.end(), [&](const AssociationPtr& one) { return one->id == id; });
  return found == all.end() ? nullptr : *found;
}

EksResult CreatePodIdentityAssociation(EksRequest& request) {
  const std::string& name = request.Path("name");
  const directory::Tags cluster_tags = TagsOfCluster(*request.call.snapshot, request.clusters, name);
  ROLECALL_TRY(PodIdentityAssociation association, ReadNew(request));
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:CreatePodIdentityAssociation",
                                                    .resource = request.clusters.ArnOf(name),
                                                    .resource_account = request.clusters.account,
                                                    .resource_tags = &cluster_tags,
                                                    .request_tags = &association.tags}));
  if (!association.tags.empty()) {
    ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:TagResource",
                                                      .resource = association.arn() + "*",
                                                      .resource_account = request.clusters.account,
                                                      .request_tags = &association.tags}));
  }
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  ROLECALL_RETURN_IF_ERROR(CheckRole(request, association.role_arn));
  ROLECALL_RETURN_IF_ERROR(ReadOptions(request, association));
  return Put(request, std::move(association));
}

EksResult DescribePodIdentityAssociation(EksRequest& request) {
  const AssociationPtr association =
      FindAssociation(*request.call.snapshot, request.clusters, request.Path("name"), request.Path("associationId"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOn(request, "eks:DescribePodIdentityAssociation", association.get()));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  if (association == nullptr) return NoAssociation(request.Path("associationId"));
  return Answer(*association);
}

EksResult ListPodIdentityAssociations(EksRequest& request) {
  const std::string& name = request.Path("name");
  const directory::Tags cluster_tags = TagsOfCluster(*request.call.snapshot, request.clusters, name);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:ListPodIdentityAssociations",
                                                    .resource = request.clusters.ArnOf(name),
                                                    .resource_account = request.clusters.account,
                                                    .resource_tags = &cluster_tags}));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  ROLECALL_TRY(Page page, ReadPage(request));
  const std::optional<std::string> name_space = request.Query("namespace"), account = request.Query("serviceAccount");
  const std::string prefix = PodIdentityAssociation::Prefix(request.clusters.account, request.clusters.region, name);
  bj::array list;
  std::string last;
  bool has_more = false;
  for (const AssociationPtr& one : request.call.snapshot->pod_identities.Sorted(prefix)) {
    if (one->key() <= page.after || (name_space && *name_space != one->name_space)) continue;
    if (account && *account != one->service_account) continue;
    if ((has_more = list.size() == page.most)) break;
    last = one->key();
    list.push_back(bj::object{{"clusterName", one->cluster},
                              {"namespace", one->name_space},
                              {"serviceAccount", one->service_account},
                              {"associationArn", one->arn()},
                              {"associationId", one->id}});
  }
  bj::object answer{{"associations", std::move(list)}, {"nextToken", nullptr}};
  if (has_more) answer["nextToken"] = NextToken(request, last);
  return answer;
}

EksResult UpdatePodIdentityAssociation(EksRequest& request) {
  const std::string& id = request.Path("associationId");
  const AssociationPtr current = FindAssociation(*request.call.snapshot, request.clusters, request.Path("name"), id);
  ROLECALL_RETURN_IF_ERROR(AuthorizeOn(request, "eks:UpdatePodIdentityAssociation", current.get()));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  if (current == nullptr) return NoAssociation(id);
  ROLECALL_TRY(std::optional<std::string> role, request.Text("roleArn"));
  if (role.has_value()) ROLECALL_RETURN_IF_ERROR(CheckRole(request, *role));
  return Update<bj::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    const AssociationPtr there = transaction.snapshot().pod_identities.Find(current->key());
    if (there == nullptr || there->id != id) return NoAssociation(id);
    PodIdentityAssociation changed = *there;
    if (role.has_value()) changed.role_arn = *role;
    ROLECALL_RETURN_IF_ERROR(ReadOptions(request, changed));
    changed.modified = request.call.now;
    bj::object answer = Answer(changed);
    transaction.Put(std::move(changed));
    return answer;
  });
}

EksResult DeletePodIdentityAssociation(EksRequest& request) {
  const std::string& id = request.Path("associationId");
  const AssociationPtr current = FindAssociation(*request.call.snapshot, request.clusters, request.Path("name"), id);
  ROLECALL_RETURN_IF_ERROR(AuthorizeOn(request, "eks:DeletePodIdentityAssociation", current.get()));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  if (current == nullptr) return NoAssociation(id);
  return Update<bj::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    const AssociationPtr there = transaction.snapshot().pod_identities.Find(current->key());
    if (there == nullptr || there->id != id) return NoAssociation(id);
    bj::object answer = Answer(*there);
    transaction.Delete(*there);
    return answer;
  });
}

}  // namespace rolecall::services::eks
