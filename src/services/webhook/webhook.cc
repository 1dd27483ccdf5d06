#include "services/webhook/webhook.h"

#include <memory>
#include <utility>

#include "kube/pod_identity.h"

namespace rolecall::services::webhook {
namespace {

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
  const std::shared_ptr<const kube::IdentitySource> identities = parts_.board.Read();
  kube::ReviewAnswer answer =
      request.path() == "/validate"
          ? kube::ReviewRoles(request.body, *identities, parts_.settings, parts_.judge, parts_.only_warns)
          : kube::Review(request.body, *identities, parts_.settings, parts_.random);
  Note(answer.reason, answer.warnings);
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(answer.body)};
}

}  // namespace rolecall::services::webhook
