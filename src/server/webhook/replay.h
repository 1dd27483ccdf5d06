// Recorded reviews, sent through the webhook's HTTP handler as the API server sends them: `rolecall inject -replay`.
//
// Pure but for `random`; any thread.
#ifndef ROLECALL_SERVER_WEBHOOK_REPLAY_H_
#define ROLECALL_SERVER_WEBHOOK_REPLAY_H_

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "http/message.h"
#include "kube/webhook_settings.h"

namespace rolecall::server {

struct RecordedReview {
  kube::WebhookSettings settings;
  std::vector<boost::json::value> objects;           // ServiceAccounts and ConfigMaps that the API server has
  std::optional<std::string> container_credentials;  // content of --watch-container-credentials-config
  std::string content_type;                          // empty: no header
  std::string body;
};

// What is wrong in the objects is passed over, as the webhook passes it over.
http::Response Replay(const RecordedReview& review, Random& random);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_WEBHOOK_REPLAY_H_
