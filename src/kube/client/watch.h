// One watch: the changes of a kind's objects from a resourceVersion on, until the server ends it.
//
//   WatchEnd end = WatchOnce(api, {.path = "/api/v1/serviceaccounts", .resource_version = version}, handler);
//   version = end.resource_version;                  // the last that was seen; a bookmark moves it on, too
//   if (end.failure && end.failure->is_gone()) … list again …
//
// An event is a line of JSON; one over kMaxEventBytes ends the watch (kResourceExhausted), as does what is no event.
// Blocks; any thread.
#ifndef ROLECALL_KUBE_CLIENT_WATCH_H_
#define ROLECALL_KUBE_CLIENT_WATCH_H_

#include <boost/json/fwd.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kube/client/api_client.h"

namespace rolecall::kube {

// An object is 1.5 MiB at most in etcd; as JSON it may be more than it is there.
inline constexpr std::size_t kMaxEventBytes = 4u << 20;

struct WatchRequest {
  std::string path;
  std::string field_selector = {}, label_selector = {};
  std::string resource_version;
  std::chrono::seconds time{300};  // after which the server ends it
  std::function<bool()> keep_going = {};
};

struct WatchEnd {
  std::string resource_version;
  std::optional<ApiFailure> failure;  // nothing: the server ended it in good order, or keep_going did
  bool heard = false;                 // at least one event came
};

enum class WatchedChange { kPut, kDeleted };  // kPut: it is new or another now

WatchEnd WatchOnce(ApiClient& api, const WatchRequest& request,
                   const std::function<void(WatchedChange, const boost::json::value&)>& on_change);

// The lines of a stream that comes in pieces. For WatchOnce and its tests.
class WatchLines {
 public:
  explicit WatchLines(std::function<bool(std::string_view)> on_line) : on_line_(std::move(on_line)) {}
  // False: a line is too long, or on_line wanted no more.
  bool Feed(std::string_view piece);
  bool is_too_long() const { return is_too_long_; }

 private:
  std::function<bool(std::string_view)> on_line_;
  std::string begun_;
  bool is_too_long_ = false;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_WATCH_H_
