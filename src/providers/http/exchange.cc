#include "providers/http/exchange.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "gzip/gzip.h"
#include "providers/http/redirect.h"
#include "registry/url.h"

namespace rolecall::providers::http {
namespace {

using std::chrono::milliseconds;

constexpr int kMostRedirects = 10;
constexpr std::size_t kMostBytes = 64u << 20;
constexpr milliseconds kLongestExchange = std::chrono::minutes(5), kLongestPause = std::chrono::minutes(5);
constexpr milliseconds kConnectTimeout = std::chrono::seconds(30);

// An attempt that failed, and whether another one may do better.
struct Failure {
  Error error;
  bool is_passing = true;
};
using Attempt = Expected<web::Response, Failure>;

bool IsPassing(ErrorCode code) { return code == ErrorCode::kUnavailable || code == ErrorCode::kDeadlineExceeded; }

bool IsToBeTriedAgain(int status) { return status == 429 || (status >= 500 && status != 501); }

// What the client says of an error, without its own "METHOD URL: ".
std::string ReasonOf(const web::ClientRequest& request, const std::string& message) {
  const std::string start = request.method + " " + ShownUrl(request.url) + ": ";
  return message.starts_with(start) ? message.substr(start.size()) : message;
}

Failure Failed(const std::string& method, const std::string& url, const std::string& why, ErrorCode code) {
  std::string name = LowerAscii(method);
  if (!name.empty()) name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return {{code, name + " \"" + ShownUrl(url) + "\": " + why}, IsPassing(code)};
}

// Takes off the packing that was asked for here and not by the configuration.
Result<void> Unpack(web::Response& response) {
  if (LowerAscii(response.headers.Get("Content-Encoding")) != "gzip" || response.body.empty()) return {};
  ROLECALL_TRY(response.body, gzip::Unpack(response.body, kMostBytes));
  response.headers.Remove("Content-Encoding");
  response.headers.Remove("Content-Length");
  return {};
}

// One attempt, with its redirects.
class OneAttempt {
 public:
  OneAttempt(web::Client& client, const Question& question, const Clock& clock)
      : client_(client), clock_(clock), end_(clock.Now() + question.timeout.value_or(kLongestExchange)) {
    request_ = {.method = question.method, .url = question.url, .headers = question.headers, .body = question.body};
    request_.connect_timeout = std::min(kConnectTimeout, question.timeout.value_or(kLongestExchange));
    request_.max_response_bytes = kMostBytes;
    asks_for_gzip_ = request_.method != "HEAD" && request_.headers.Find("Accept-Encoding") == nullptr &&
                     request_.headers.Find("Range") == nullptr;
    if (asks_for_gzip_) request_.headers.Set("Accept-Encoding", "gzip");
  }

  Attempt Run() {
    for (int redirects = 0;; ++redirects) {
      if (!registry::IsHttp(request_.url)) {
        return Failed(request_.method, request_.url, "unsupported protocol scheme \"" + SchemeOf(request_.url) + "\"",
                      ErrorCode::kInvalidArgument);
      }
      ROLECALL_TRY(web::Response answer, Send());
      const std::optional<std::string> target = RedirectTarget(request_.url, answer);
      if (!target) return answer;
      if (redirects == kMostRedirects) {
        return Failed(request_.method, *target, "stopped after 10 redirects", ErrorCode::kInvalidArgument);
      }
      FollowRedirect(answer.status, *target, request_);
    }
  }

 private:
  Attempt Send() {
    request_.timeout = std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(end_ - clock_.Now()));
    Result<web::Response> answer = client_.Send(request_);
    if (!answer.ok()) {
      return Failed(request_.method, request_.url, ReasonOf(request_, answer.error().message), answer.error().code);
    }
    const Result<void> unpacked = asks_for_gzip_ ? Unpack(*answer) : Result<void>();
    if (unpacked.ok()) return *std::move(answer);
    return Failed(request_.method, request_.url, "the answer's body: " + unpacked.error().message,
                  ErrorCode::kInvalidArgument);
  }

  web::Client& client_;
  const Clock& clock_;
  const Time end_;
  web::ClientRequest request_;
  bool asks_for_gzip_ = false;
};

milliseconds Pause(const Question& question, std::int64_t attempt, const Attempt& outcome) {
  if (outcome.ok() && (outcome->status == 429 || outcome->status == 503)) {
    const std::string_view after = outcome->headers.Get("Retry-After");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(after.data(), after.data() + after.size(), seconds);
    if (error == std::errc() && end == after.data() + after.size() && seconds >= 0) {
      return std::min(kLongestPause, milliseconds(1000 * std::min<std::int64_t>(seconds, kLongestPause.count())));
    }
  }
  milliseconds pause = question.min_delay;
  for (std::int64_t i = 0; i < attempt && pause < question.max_delay; ++i) pause *= 2;
  return std::min(pause, question.max_delay);
}

}  // namespace

Result<web::Response> Ask(web::Client& client, const Question& question, const Dependencies& use) {
  for (std::int64_t attempt = 0;; ++attempt) {
    Attempt outcome = OneAttempt(client, question, use.clock).Run();
    if (outcome.ok() && !IsToBeTriedAgain(outcome->status)) return *std::move(outcome);
    const bool is_passing = outcome.ok() || outcome.error().is_passing;
    if (is_passing && attempt < question.retries) {
      if (use.sleep(Pause(question, attempt, outcome))) continue;
      return Error{ErrorCode::kCancelled, "Error making request: context canceled"};
    }
    Error error = outcome.ok() ? Error{ErrorCode::kUnavailable, ""} : outcome.error().error;
    std::string what = question.method + " " + ShownUrl(question.url) + " giving up after " +
                       std::to_string(attempt + 1) + " attempt(s)";
    if (!error.message.empty()) what += ": " + error.message;
    const bool is_late = error.code == ErrorCode::kDeadlineExceeded && question.timeout.has_value();
    if (!is_late) return Error{error.code, "Error making request: " + what};
    return Error{error.code, "Error making request: request exceeded the specified timeout: " +
                                 std::to_string(question.timeout->count()) + "ms, err: " + what};
  }
}

}  // namespace rolecall::providers::http
