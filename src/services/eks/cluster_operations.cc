#include <algorithm>

#include "services/authorize.h"
#include "services/eks/errors.h"
#include "services/eks/operations.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;

bj::object ClusterObject(const EksRequest& request, const Cluster& cluster, const directory::Tags& tags) {
  const Clusters& clusters = request.clusters;
  const auto account = request.call.snapshot->accounts.Find(clusters.account);
  bj::object object{{"name", cluster.name},
                    {"arn", clusters.ArnOf(cluster.name)},
                    {"createdAt", account != nullptr ? UnixSeconds(account->created) : 0},
                    {"status", "ACTIVE"},
                    {"identity", bj::object{{"oidc", bj::object{{"issuer", cluster.issuer}}}}},
                    {"certificateAuthority", bj::object()},
                    {"accessConfig", bj::object{{"authenticationMode", "API"}}},
                    {"tags", TagsObject(tags)}};
  if (!cluster.endpoint.empty()) object["endpoint"] = cluster.endpoint;
  if (!cluster.version.empty()) object["version"] = cluster.version;
  if (!cluster.certificate_authority.empty()) {
    object["certificateAuthority"] = bj::object{{"data", cluster.certificate_authority}};
  }
  return object;
}

}  // namespace

std::optional<aws::ErrorShape> CheckCluster(const EksRequest& request) {
  const std::string& name = request.Path("name");
  if (request.clusters.Find(name) == nullptr) return NoCluster(name);
  return std::nullopt;
}

bj::object TagsObject(const directory::Tags& tags) {
  bj::object object;
  for (const auto& tag : tags) object[tag.first] = tag.second;
  return object;
}

directory::Tags TagsOfCluster(const directory::Snapshot& snapshot, const Clusters& clusters, std::string_view name) {
  const auto record = snapshot.cluster_tags.Find(directory::SecretKey(clusters.account, clusters.region, name));
  return record != nullptr ? record->tags : directory::Tags();
}

EksResult DescribeCluster(EksRequest& request) {
  const std::string& name = request.Path("name");
  const directory::Tags tags = TagsOfCluster(*request.call.snapshot, request.clusters, name);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:DescribeCluster",
                                                    .resource = request.clusters.ArnOf(name),
                                                    .resource_account = request.clusters.account,
                                                    .resource_tags = &tags}));
  const Cluster* cluster = request.clusters.Find(name);
  if (cluster == nullptr) return NoCluster(name);
  return bj::object{{"cluster", ClusterObject(request, *cluster, tags)}};
}

EksResult ListClusters(EksRequest& request) {
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:ListClusters"}));
  ROLECALL_TRY(Page page, ReadPage(request));
  std::vector<std::string> names;
  // Another account has none.
  if (request.call.caller.account == request.clusters.account) {
    for (const Cluster& cluster : request.clusters.list) names.push_back(cluster.name);
  }
  std::sort(names.begin(), names.end());
  bj::array list;
  bj::value next = nullptr;
  for (auto name = std::upper_bound(names.begin(), names.end(), page.after); name != names.end(); ++name) {
    if (list.size() == page.most) {
      next = bj::string(NextToken(request, std::string_view(list.back().as_string())));
      break;
    }
    list.push_back(bj::string(*name));
  }
  return bj::object{{"clusters", std::move(list)}, {"nextToken", std::move(next)}};
}

}  // namespace rolecall::services::eks
