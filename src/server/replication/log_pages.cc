#include "server/replication/log_pages.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "partition/own_partition.h"
#include "server/replication/log_wire.h"
#include "services/authorize.h"
#include "services/service.h"
#include "store/changes.h"

namespace rolecall::server {
namespace {

constexpr std::string_view kLogPath = "/_rolecall/log", kCopyPath = "/_rolecall/copy",
                           kPromotePath = "/_rolecall/promote";
constexpr std::uint64_t kMostWaitMillis = 10000;

http::Response RefuseFollower(services::Call& call, const aws::ErrorShape& error) {
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kRestJson, error, {.request_id = call.request_id});
}

aws::ErrorShape ShapeOf(const Error& error) {
  if (error.code == ErrorCode::kNotFound) return {410, "LogForgotten", error.message};
  if (error.code == ErrorCode::kConflict) return {409, "NotToBeFollowed", error.message};
  return {503, "ServiceUnavailable", "The log cannot be read: " + error.message};
}

std::string TextOf(const http::QueryParameters& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return "";
}

// 0 if it is not there; nothing: it is no number.
std::optional<std::uint64_t> NumberIn(const http::QueryParameters& query, std::string_view name) {
  const std::string text = TextOf(query, name);
  return text.empty() ? 0 : ParseInt<std::uint64_t>(text);
}

http::Response Bytes(services::Call& call, std::uint64_t head, std::string body) {
  http::Response response;
  response.headers.Add("Content-Type", "application/octet-stream");
  response.headers.Add("Cache-Control", "no-store");
  response.headers.Add("x-amzn-RequestId", call.request_id);
  response.headers.Add("x-rolecall-head", std::to_string(head));
  response.body = std::move(body);
  return response;
}

}  // namespace

bool LogPages::IsTheirs(std::string_view path) { return path == kLogPath || path == kCopyPath || path == kPromotePath; }

http::Response LogPages::Handle(services::Call& call) {
  const bool is_promotion = call.request.path() == kPromotePath;
  const bool is_copy = call.request.path() == kCopyPath;
  call.audit.operation = is_promotion ? "Promote" : is_copy ? "CopyStore" : "FollowLog";
  if (call.caller.anonymous()) return RefuseFollower(call, services::MissingAuthentication(aws::Protocol::kRestJson));
  if (call.request.method != (is_promotion ? "POST" : "GET")) {
    return RefuseFollower(call, {405, "MethodNotAllowed", "The log is read by GET, promotion is a POST."});
  }
  const services::Question question{
      .action = is_promotion ? "rolecall:Promote" : "rolecall:FollowLog",
      .resource = partition::OwnArn() + "rolecall:" + call.region + ":" + call.account + ":plane"};
  if (auto denied = services::Authorize(call, question)) {
    denied->code = "AccessDeniedException";
    return RefuseFollower(call, *denied);
  }
  if (call.own_account() != call.account) {
    return RefuseFollower(call, {403, "AccessDeniedException", "Only the plane's own account may follow it."});
  }
  if (is_promotion) return Promote(call);
  if (wants_certificate_ && !call.request.client_certificate) {
    return RefuseFollower(call,
                          {403, "AccessDeniedException", "Who follows this node must show a client certificate."});
  }
  return is_copy ? Copy(call) : Log(call);
}

http::Response LogPages::Log(services::Call& call) {
  const auto query = http::ParseQuery(call.request.query(), 16);
  if (!query) return RefuseFollower(call, {400, "ValidationException", "The query cannot be read."});
  const auto epoch = NumberIn(*query, "epoch"), after = NumberIn(*query, "after"), wait = NumberIn(*query, "wait");
  if (!epoch || !after || !wait) {
    return RefuseFollower(call, {400, "ValidationException", "epoch, after and wait are numbers."});
  }
  const FollowerState state{TextOf(*query, "plane"), *epoch, *after};
  const Result<LogPage> page =
      SourceOf(call).ReadLog(state, std::chrono::milliseconds(std::min(kMostWaitMillis, *wait)));
  if (!page.ok()) return RefuseFollower(call, ShapeOf(page.error()));
  http::Response response = Bytes(call, page->head, FormatLog(page->entries));
  response.headers.Add("x-rolecall-behind", std::to_string(page->behind.count()));
  return response;
}

http::Response LogPages::Copy(services::Call& call) {
  const auto query = http::ParseQuery(call.request.query(), 16);
  if (!query) return RefuseFollower(call, {400, "ValidationException", "The query cannot be read."});
  const std::optional<std::string> after = HexDecode(TextOf(*query, "after"));
  if (!after) return RefuseFollower(call, {400, "ValidationException", "after is a key in hexadecimal digits."});
  const Result<CopyPage> page = SourceOf(call).ReadCopy(*after);
  if (!page.ok()) return RefuseFollower(call, ShapeOf(page.error()));
  http::Response response = Bytes(call, page->head, store::EncodeChanges(page->puts, {}, false));
  if (page->is_last) response.headers.Add("x-rolecall-last", "1");
  return response;
}

LocalLogSource LogPages::SourceOf(services::Call& call) {
  return LocalLogSource(store_, call.random, [&call] { return call.directory.staleness(); });
}

http::Response LogPages::Promote(services::Call& call) {
  if (!promote_) return RefuseFollower(call, {409, "NoFollower", "This node is a control plane already."});
  const Result<std::uint64_t> epoch = promote_();
  if (!epoch.ok()) return RefuseFollower(call, {409, "CannotPromote", epoch.error().message});
  http::Response response;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("x-amzn-RequestId", call.request_id);
  response.body = "{\"epoch\":" + std::to_string(*epoch) + "}";
  return response;
}

}  // namespace rolecall::server
