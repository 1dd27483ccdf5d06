#include "server/webhook/replay.h"

#include "kube/identity_board.h"
#include "services/webhook/webhook.h"

namespace rolecall::server {

http::Response Replay(const RecordedReview& review, Random& random) {
  kube::IdentityBoard board;
  kube::IdentityBoard::Section& recorded = board.AddSection("the recorded objects");
  recorded.Update([&](kube::IdentitySource& identities) {
    for (const boost::json::value& object : review.objects) {
      identities.AddObject(object);
      if (review.settings.watch_config_map) {
        (void)identities.AddConfigMap(object, review.settings.config_map_namespace);
      }
    }
    if (review.container_credentials) (void)identities.SetContainerCredentials(*review.container_credentials);
  });
  recorded.MarkSynced();
  http::Request request{.method = "POST", .target = "/mutate", .body = review.body};
  if (!review.content_type.empty()) request.headers.Set("Content-Type", review.content_type);
  return services::webhook::Webhook({.settings = review.settings, .board = board, .random = random}).Handle(request);
}

}  // namespace rolecall::server
