#include "server/cluster/cluster_link.h"

#include <thread>

#include "server/cluster/token_review.h"

namespace rolecall::server {

ClusterLink::ClusterLink(kube::ClusterAccess access, ClusterAround around)
    : around_(std::move(around)),
      api_(std::make_shared<kube::ApiClient>(
          std::move(access),
          kube::ApiDependencies{around_.environment, around_.files, around_.clock,
                                [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }})) {}

Result<std::unique_ptr<ClusterLink>> ClusterLink::Open(const kube::ClusterChoice& choice, ClusterAround around,
                                                       KeySources& keys, std::set<std::string> configured,
                                                       bool review_tokens) {
  ROLECALL_TRY(kube::ClusterAccess access, kube::FindCluster(choice, around.environment, around.files));
  std::unique_ptr<ClusterLink> link(new ClusterLink(std::move(access), std::move(around)));
  link->keys_ = std::make_unique<ClusterKeys>(
      link->api_, keys, std::move(configured), link->around_.warn,
      review_tokens ? MakeTokenReview(link->api_, link->around_.clock) : KeySources::ReviewToken());
  return link;
}

void ClusterLink::WatchIdentities(kube::IdentityBoard& board, const kube::WebhookSettings& settings) {
  kube::IdentityWatchSettings wanted;
  if (settings.watch_config_map) wanted.config_map_namespace = settings.config_map_namespace;
  identities_ =
      std::make_unique<kube::IdentityWatch>(wanted, *api_, board, around_.clock, around_.random, around_.warn);
}

}  // namespace rolecall::server
