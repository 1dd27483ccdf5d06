#include "server/cluster/cluster_keys.h"

#include <algorithm>

#include "server/issuer_keys/discovery_document.h"

namespace rolecall::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestWait{30000};
constexpr milliseconds kAskTime{5000};
constexpr std::size_t kMostKeyBytes = 512u << 10;

Result<std::string> FetchPage(kube::ApiClient& api, const std::string& path, milliseconds time) {
  kube::ApiCall call{.path = path, .accept = "application/jwk-set+json, application/json"};
  call.timeout = time;
  call.max_bytes = kMostKeyBytes;
  kube::ApiResult<http::Response> answer = api.Send(call);
  if (answer.ok()) return std::move(answer->body);
  std::string why = api.access().server + path + ": " + answer.error().error.message;
  if (answer.error().status == 403) {
    why += " (bind the ClusterRole system:service-account-issuer-discovery to who asks)";
  }
  return Error{ErrorCode::kUnavailable, why};
}

}  // namespace

ClusterKeys::ClusterKeys(std::shared_ptr<kube::ApiClient> api, KeySources& keys, std::set<std::string> configured,
                         Warn warn, KeySources::ReviewToken review, milliseconds first_wait)
    : api_(std::move(api)),
      keys_(keys),
      configured_(std::move(configured)),
      warn_(std::move(warn)),
      review_(std::move(review)),
      first_wait_(first_wait),
      finder_([this] { Find(); }) {}

ClusterKeys::~ClusterKeys() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  finder_.join();
}

std::string ClusterKeys::issuer() const {
  const std::lock_guard lock(mutex_);
  return issuer_;
}

Result<std::string> ClusterKeys::AskForIssuer() {
  ROLECALL_TRY(const std::string document, FetchPage(*api_, "/.well-known/openid-configuration", kAskTime));
  return IssuerOf(document);
}

void ClusterKeys::Find() {
  milliseconds wait = first_wait_;
  for (int failures = 0;; ++failures) {
    Result<std::string> issuer = AskForIssuer();
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (issuer.ok()) {
      issuer_ = *issuer;
      lock.unlock();
      if (configured_.contains(*issuer)) return;
      keys_.AddFetched(
          *issuer, api_->access().server + "/openid/v1/jwks",
          [api = api_](milliseconds time) { return FetchPage(*api, "/openid/v1/jwks", time); }, review_);
      return;
    }
    if (failures == 1 && warn_) warn_("the cluster's issuer: " + issuer.error().message);
    changed_.wait_for(lock, wait, [this] { return stopping_; });
    wait = std::min(kLongestWait, wait * 2);
  }
}

}  // namespace rolecall::server
