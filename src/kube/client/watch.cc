#include "kube/client/watch.h"

#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "kube/client/list.h"
#include "kube/client/object.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;

constexpr std::chrono::seconds kLate{30};  // after the server should have ended it

// What one watch has come to.
class EventReader {
 public:
  EventReader(std::string version, const std::function<void(WatchedChange, const bj::value&)>& on_change)
      : on_change_(on_change) {
    end_.resource_version = std::move(version);
  }

  bool OnLine(std::string_view line) {
    if (Trim(line).empty()) return true;
    bj::error_code error;
    bj::parse_options depth;
    depth.max_depth = 128;
    const bj::value event = bj::parse(line, error, {}, depth);
    const std::string type = error ? "" : TextAt(event, {"type"});
    const bj::value* object = error ? nullptr : At(event, {"object"});
    if (object == nullptr) return Fail({ErrorCode::kUnavailable, "watch: what came is no event"});
    if (type == "ERROR") {
      end_.failure = FailureOfStatus(bj::serialize(*object));
      return false;
    }
    end_.heard = true;
    if (type == "ADDED" || type == "MODIFIED") on_change_(WatchedChange::kPut, *object);
    if (type == "DELETED") on_change_(WatchedChange::kDeleted, *object);
    // Of a BOOKMARK, and of types that may come one day, this is all there is to know.
    std::string version = TextAt(*object, {"metadata", "resourceVersion"});
    if (!version.empty()) end_.resource_version = std::move(version);
    return true;
  }

  bool Fail(const Error& error) {
    end_.failure = FailureWithoutAnswer(error);
    return false;
  }
  WatchEnd& end() { return end_; }

 private:
  const std::function<void(WatchedChange, const bj::value&)>& on_change_;
  WatchEnd end_;
};

std::string WatchPath(const WatchRequest& request) {
  std::string path = request.path +
                     "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + std::to_string(request.time.count()) +
                     "&resourceVersion=" + PercentEncode(request.resource_version);
  const std::string selectors = SelectorQuery(request.field_selector, request.label_selector);
  return selectors.empty() ? path : path + "&" + selectors;
}

}  // namespace

bool WatchLines::Feed(std::string_view piece) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    const std::string_view part = piece.substr(0, end);
    if (begun_.size() + part.size() > kMaxEventBytes) {
      is_too_long_ = true;
      return false;
    }
    if (end == piece.npos) {
      begun_ += part;
      return true;
    }
    const bool wants_more = begun_.empty() ? on_line_(part) : on_line_(begun_ += part);
    begun_.clear();
    if (begun_.capacity() > (64u << 10)) begun_.shrink_to_fit();
    if (!wants_more) return false;
    piece.remove_prefix(end + 1);
  }
  return true;
}

WatchEnd WatchOnce(ApiClient& api, const WatchRequest& request,
                   const std::function<void(WatchedChange, const bj::value&)>& on_change) {
  EventReader reader(request.resource_version, on_change);
  WatchLines lines([&reader](std::string_view line) { return reader.OnLine(line); });
  ApiCall call{.path = WatchPath(request), .timeout = request.time + kLate};
  call.on_body = [&lines](std::string_view piece) { return lines.Feed(piece); };
  call.keep_going = request.keep_going;
  ApiResult<http::Response> ended = api.Send(call);
  if (lines.is_too_long()) {
    reader.Fail({ErrorCode::kResourceExhausted, "watch " + request.path + ": an event is larger than 4 MiB"});
  }
  WatchEnd& end = reader.end();
  const bool was_stopped = request.keep_going && !request.keep_going();
  if (!ended.ok() && !end.failure.has_value() && !was_stopped) end.failure = ended.error();
  return std::move(end);
}

}  // namespace rolecall::kube
