#include "services/webhook/webhook.h"

#include <memory>
#include <thread>
#include <utility>

#include "kube/pod_identity.h"

namespace rolecall::services::webhook {
namespace {

constexpr std::chrono::milliseconds kLookAgain(2);

http::Response Text(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(body)};
}

}  // namespace

std::string Webhook::RoleOf(const kube::ServiceAccountName& account) const {
  return kube::IdentityOf(account, *parts_.board.Read(), parts_.settings).role_arn;
}

void Webhook::Note(std::string_view reason, std::size_t warnings) const {
  if (parts_.on_review) parts_.on_review({reason, warnings});
}

bool Webhook::Serves(std::string_view path) const { return path == "/mutate" || (path == "/validate" && parts_.judge); }

http::Response Webhook::Handle(const http::Request& request) const {
  if (request.method != "POST") {
    Note("method", 0);
    return Text(405, "Only POST is possible here\n");
  }
  if (request.headers.Get("Content-Type") != "application/json") {
    Note("content_type", 0);
    return Text(415, "Invalid Content-Type, expected `application/json`\n");
  }
  if (const std::string why = parts_.board.NotSynced(); !why.empty()) {
    Note("not_synced", 0);
    http::Response later = Text(503, why + "\n");
    later.headers.Set("Retry-After", "1");
    return later;
  }
  kube::ReviewAnswer answer = Review(request);
  const auto end = std::chrono::steady_clock::now() + parts_.lookup_grace;
  while (answer.reason == "unknown_service_account" && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kLookAgain);
    answer = Review(request);
  }
  Note(answer.reason, answer.warnings);
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(answer.body)};
}

kube::ReviewAnswer Webhook::Review(const http::Request& request) const {
  const std::shared_ptr<const kube::IdentitySource> identities = parts_.board.Read();
  return request.path() == "/validate"
             ? kube::ReviewRoles(request.body, *identities, parts_.settings, parts_.judge, parts_.only_warns)
             : kube::Review(request.body, *identities, parts_.settings, parts_.random);
}

}  // namespace rolecall::services::webhook
