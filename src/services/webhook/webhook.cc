#include "services/webhook/webhook.h"

#include <utility>

#include "kube/injection/admission.h"
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

http::Response Webhook::Handle(const http::Request& request) const {
  if (request.method != "POST") {
    Note("method", 0);
    return Text(405, "Only POST is possible here\n");
  }
  if (request.headers.Get("Content-Type") != "application/json") {
    Note("content_type", 0);
    return Text(415, "Invalid Content-Type, expected `application/json`\n");
  }
  kube::ReviewAnswer answer = kube::Review(request.body, *parts_.board.Read(), parts_.settings, parts_.random);
  Note(answer.reason, answer.warnings);
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(answer.body)};
}

}  // namespace rolecall::services::webhook
