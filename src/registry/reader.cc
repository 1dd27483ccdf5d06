#include "registry/reader.h"

#include <utility>

#include "json/document.h"
#include "registry/url.h"

namespace rolecall::registry {
namespace {

constexpr std::size_t kMaxAnswerBytes = 16u << 20;
constexpr int kMaxRedirects = 5;
constexpr std::chrono::milliseconds kFirstWait{1000};

Error Failed(ErrorCode code, const std::string& message) { return {code, message}; }

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool IsWorthAnotherTry(const Result<Answer>& answer) {
  if (!answer.ok()) {
    return answer.error().code == ErrorCode::kUnavailable || answer.error().code == ErrorCode::kDeadlineExceeded;
  }
  const int status = answer->response.status;
  return status == 429 || (status >= 500 && status != 501);
}

}  // namespace

Result<Answer> Reader::Try(const std::function<Result<Answer>()>& once, int retries) const {
  std::chrono::milliseconds pause = kFirstWait;
  while (true) {
    Result<Answer> answer = once();
    if (retries-- <= 0 || !IsWorthAnotherTry(answer)) return answer;
    if (options_.keep_going && !options_.keep_going()) return Failed(ErrorCode::kCancelled, "request canceled");
    if (options_.wait) options_.wait(pause);
    pause *= 2;
  }
}

Result<Answer> Reader::Follow(http::ClientRequest request, const std::string& token_host) {
  const auto token = token_host.empty() ? hosts_.tokens.end() : hosts_.tokens.find(token_host);
  const std::string origin = OriginOf(request.url);
  const std::string host = HostOf(request.url);
  for (int i = 0; i <= kMaxRedirects; ++i) {
    request.headers.Remove("Authorization");
    if (token != hosts_.tokens.end() && OriginOf(request.url) == origin) {
      request.headers.Set("Authorization", "Bearer " + std::string(token->second.Reveal()));
    }
    ROLECALL_TRY(http::Response response, client_.Send(request));
    if (!IsRedirect(response.status)) return Answer{std::move(response), request.url};
    const std::string* location = response.headers.Find("Location");
    if (location == nullptr) return Failed(ErrorCode::kUnavailable, host + " redirects to nowhere");
    const std::string next = Resolve(request.url, *location);
    if (!IsHttp(next) || (IsSecure(request.url) && !IsSecure(next))) {
      return Failed(ErrorCode::kUnavailable, host + " redirects to an address without TLS");
    }
    request.url = next;
  }
  return Failed(ErrorCode::kUnavailable, host + " redirects too often");
}

Result<Answer> Reader::Get(const std::string& host, const std::string& url) {
  http::ClientRequest request;
  request.url = url;
  request.timeout = options_.timeout;
  request.max_response_bytes = kMaxAnswerBytes;
  request.keep_going = options_.keep_going;
  request.headers.Set("Accept", "application/json");
  return Try([&] { return Follow(request, host); }, options_.retries);
}

Result<Answer> Reader::Download(const std::string& url, const Sink& sink, std::size_t max_bytes) {
  http::ClientRequest request;
  request.url = url;
  request.timeout = options_.download_timeout;
  request.keep_going = options_.keep_going;
  std::size_t count = 0;
  bool too_large = false;
  request.on_body = [&](std::string_view piece) {
    count += piece.size();
    too_large = count > max_bytes;
    return !too_large && sink(piece);
  };
  const auto once = [&]() -> Result<Answer> {
    count = 0;
    if (!sink("")) return Failed(ErrorCode::kUnavailable, "the file cannot be written");
    return Follow(request, "");
  };
  Result<Answer> answer = Try(once, options_.download_retries);
  if (too_large) {
    return Failed(ErrorCode::kResourceExhausted,
                  HostOf(url) + " sends more than the " + std::to_string(max_bytes >> 20) + " MiB that it may");
  }
  return answer;
}

Result<Answer> Reader::Discover(const std::string& host) {
  if (const auto known = unreachable_.find(host); known != unreachable_.end()) return known->second;
  Result<Answer> answer = Get(host, "https://" + host + "/.well-known/terraform.json");
  if (!answer.ok()) {
    const Error error = Failed(answer.error().code, "failed to request discovery document: " + answer.error().message);
    unreachable_.emplace(host, error);
    return error;
  }
  return answer;
}

Result<std::string> Reader::BaseUrl(const std::string& host, const std::string& service) {
  const auto missing = [&] {
    return Failed(ErrorCode::kNotFound, "host " + host + " does not offer the service " + service);
  };
  if (const auto known = hosts_.services.find(host); known != hosts_.services.end()) {
    const auto found = known->second.find(service);
    if (found == known->second.end()) return missing();
    return found->second;
  }
  ROLECALL_TRY(const Answer answer, Discover(host));
  if (answer.response.status == 404) return missing();
  if (answer.response.status != 200) {
    return Failed(ErrorCode::kUnavailable, "failed to request discovery document: " + host + " answered with status " +
                                               std::to_string(answer.response.status));
  }
  const json::ParseResult parsed = json::Parse(answer.response.body, {});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Failed(ErrorCode::kUnavailable, "the discovery document of " + host + " is not a JSON object");
  }
  std::map<std::string, std::string> services;
  for (const json::Member& member : parsed.root.members) {
    if (!member.value.IsString() || member.value.text.empty()) continue;
    std::string url = Resolve(answer.url, member.value.text);
    if (url.back() != '/') url += '/';
    if (IsHttp(url)) services[member.name] = std::move(url);
  }
  const auto& known = hosts_.services[host] = std::move(services);
  const auto found = known.find(service);
  if (found == known.end()) return missing();
  return found->second;
}

}  // namespace rolecall::registry
