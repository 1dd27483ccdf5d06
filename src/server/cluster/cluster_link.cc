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

Result<std::unique_ptr<ClusterLink>> ClusterLink::Open(const kube::ClusterChoice& choice, ClusterAround around) {
  ROLECALL_TRY(kube::ClusterAccess access, kube::FindCluster(choice, around.environment, around.files));
  return std::unique_ptr<ClusterLink>(new ClusterLink(std::move(access), std::move(around)));
}

void ClusterLink::ReadKeys(KeySources& keys, std::set<std::string> configured, bool review_tokens) {
  KeySources::ReviewToken review;
  if (review_tokens) review = MakeTokenReview(api_, around_.clock);
  keys_ = std::make_unique<ClusterKeys>(api_, keys, std::move(configured), around_.warn, std::move(review));
}

void ClusterLink::WatchIdentities(kube::IdentityBoard& board, const kube::WebhookSettings& settings) {
  kube::IdentityWatchSettings wanted;
  if (settings.watch_config_map) wanted.config_map_namespace = settings.config_map_namespace;
  identities_ =
      std::make_unique<kube::IdentityWatch>(wanted, *api_, board, around_.clock, around_.random, around_.warn);
}

}  // namespace rolecall::server
