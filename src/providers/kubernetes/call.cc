#include "providers/kubernetes/call.h"

#include <boost/json.hpp>

namespace rolecall::providers::kubernetes {
namespace {

constexpr std::chrono::milliseconds kLookEvery{500};

}  // namespace

Error Told(const kube::ApiFailure& failure, const std::string& prefix) {
  std::string text = failure.error.message;
  // kubectl's own beginning, which client-go's errors do not have.
  const std::string start = "Error from server" + (failure.reason.empty() ? "" : " (" + failure.reason + ")") + ": ";
  if (text.starts_with(start)) text.erase(0, start.size());
  return {failure.error.code, prefix.empty() ? text : prefix + ": " + text};
}

kube::ApiResult<boost::json::value> Patch(const Call& call, const std::string& path, const boost::json::value& patch) {
  return call.api.Ask({.method = "PATCH",
                       .path = path,
                       .body = boost::json::serialize(patch),
                       .content_type = "application/merge-patch+json"});
}

Result<void> DeleteAndWait(const Call& call, const std::string& path, const std::string& what,
                           std::chrono::seconds at_most) {
  const auto deleted = call.api.Delete(path);
  if (!deleted.ok()) return deleted.error().status == 404 ? Result<void>() : Told(deleted.error());
  const Time end = call.clock.Now() + at_most;
  for (;;) {
    const auto found = call.api.Get(path);
    if (!found.ok()) return found.error().status == 404 ? Result<void>() : Told(found.error());
    if (call.IsCancelled())
      return Error{ErrorCode::kCancelled, what + " still exists: waiting for its end was stopped"};
    if (call.clock.Now() >= end) return Error{ErrorCode::kDeadlineExceeded, what + " still exists"};
    call.sleep(kLookEvery);
  }
}

}  // namespace rolecall::providers::kubernetes
