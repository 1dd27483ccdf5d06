#include "server/replication/http_log_source.h"

#include <utility>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "base/text.h"
#include "server/replication/log_wire.h"
#include "store/changes.h"

namespace rolecall::server {
namespace {

constexpr std::chrono::seconds kForAPage{60};

std::uint64_t NumberOfHeader(const http::Response& response, std::string_view name) {
  return ParseInt<std::uint64_t>(response.headers.Get(name)).value_or(0);
}

// The text is the other's: it goes into this node's log, on one line.
Error Refused(const http::Response& response) {
  const std::string said = std::string(response.body.substr(0, 300));
  switch (response.status) {
    case 401:
    case 403: return {ErrorCode::kPermissionDenied, "it does not let us follow: " + said};
    case 404: return {ErrorCode::kUnavailable, "it has no log to follow: is it a rolecall of this version?"};
    case 409: return {ErrorCode::kConflict, "it is not to be followed: " + said};
    case 410: return {ErrorCode::kNotFound, "the log does not go back so far"};
    default: return {ErrorCode::kUnavailable, "it answered " + std::to_string(response.status) + ": " + said};
  }
}

}  // namespace

Result<http::Response> HttpLogSource::Get(const std::string& target, std::chrono::milliseconds timeout) {
  http::ClientRequest request;
  request.url = parts_.url + target;
  request.timeout = timeout;
  request.keep_going = parts_.keep_going;
  aws::SignHeaders(request, parts_.credentials, {parts_.region, "rolecall"}, parts_.clock.Now(),
                   aws::PayloadHash::kComputed);
  ROLECALL_TRY(http::Response response, parts_.http.Send(request));
  if (response.status != 200) return Refused(response);
  return response;
}

Result<LogPage> HttpLogSource::ReadLog(const FollowerState& state, std::chrono::milliseconds wait) {
  const std::string target = "/_rolecall/log?after=" + std::to_string(state.revision) +
                             "&epoch=" + std::to_string(state.epoch) + "&plane=" + PercentEncode(state.plane) +
                             "&wait=" + std::to_string(wait.count());
  ROLECALL_TRY(const http::Response response, Get(target, wait + kForAPage));
  LogPage page;
  ROLECALL_TRY(page.entries, ParseLog(response.body, state.revision));
  page.head = NumberOfHeader(response, "x-rolecall-head");
  page.behind = std::chrono::milliseconds(NumberOfHeader(response, "x-rolecall-behind"));
  return page;
}

Result<CopyPage> HttpLogSource::ReadCopy(const std::string& after) {
  ROLECALL_TRY(const http::Response response, Get("/_rolecall/copy?after=" + HexEncode(after), kForAPage));
  CopyPage page;
  ROLECALL_TRY(store::Changes changes, store::DecodeChanges(response.body));
  if (!changes.deletes.empty() || !changes.references.empty()) {
    return Error{ErrorCode::kDataLoss, "what came is no part of a copy"};
  }
  page.puts = std::move(changes.puts);
  page.head = NumberOfHeader(response, "x-rolecall-head");
  page.is_last = response.headers.Find("x-rolecall-last") != nullptr;
  return page;
}

}  // namespace rolecall::server
