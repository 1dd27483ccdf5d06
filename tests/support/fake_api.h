// An API server for tests: a handler behind a real HTTP server, what it was asked, and answers that do not end.
#ifndef ROLECALL_TESTS_SUPPORT_FAKE_API_H_
#define ROLECALL_TESTS_SUPPORT_FAKE_API_H_

#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "http/server.h"
#include "kube/client/api_client.h"

namespace rolecall::kube {

// A body that comes as the test says it.
class Stream final : public http::BodySource {
 public:
  void Say(const std::string& text) {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(text);
    changed_.notify_all();
  }
  void End() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  Result<std::size_t> Read(std::span<char> out) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !pieces_.empty(); });
    if (pieces_.empty()) return std::size_t{0};
    std::string& piece = pieces_.front();
    const std::size_t count = std::min(out.size(), piece.size());
    std::memcpy(out.data(), piece.data(), count);
    piece.erase(0, count);
    if (piece.empty()) pieces_.pop_front();
    return count;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  bool ended_ = false;
};

inline http::Response Json(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}
inline http::Response Streamed(std::shared_ptr<Stream> stream) {
  http::Response response{.status = 200, .headers = {{"Content-Type", "application/json"}}};
  response.source = std::move(stream);
  return response;
}
inline std::string StatusText(int code, const std::string& reason, const std::string& message) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" + reason +
         R"(","code":)" + std::to_string(code) + "}";
}

class FakeApi {
 public:
  using Handler = std::function<http::Response(const http::Request&)>;

  explicit FakeApi(Handler handler) : handler_(std::move(handler)) {
    server_ = http::Server::Start({.drain = std::chrono::milliseconds(100)}, [this](http::Request& request) {
                return Handle(request);
              }).value();
  }
  ~FakeApi() {
    EndStreams();
    server_->Stop();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  ClusterAccess access() const {
    ClusterAccess access;
    access.server = url();
    return access;
  }
  // The file that names it, and a user whose token is "hush".
  std::string Kubeconfig() const {
    return "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: \"" + url() +
           "\"}}]\nusers: [{name: u, user: {token: hush}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
           "current-context: x\n";
  }
  std::vector<http::Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  // A stream that ends with the server at the latest.
  std::shared_ptr<Stream> MakeStream() {
    const std::lock_guard lock(mutex_);
    streams_.push_back(std::make_shared<Stream>());
    return streams_.back();
  }
  void EndStreams() {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) stream->End();
  }

 private:
  http::Response Handle(const http::Request& request) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return handler_(request);
  }

  const Handler handler_;
  std::mutex mutex_;
  std::vector<http::Request> requests_;
  std::vector<std::shared_ptr<Stream>> streams_;
  std::unique_ptr<http::Server> server_;
};

// What a client needs around it.
struct Around {
  FakeEnvironment environment;
  MemoryFileSystem files;
  FakeClock clock{FromUnixSeconds(1800000000)};
  std::chrono::milliseconds slept{0};

  ApiDependencies use() {
    return {environment, files, clock, [this](std::chrono::milliseconds time) { slept += time; }};
  }
};

}  // namespace rolecall::kube

#endif  // ROLECALL_TESTS_SUPPORT_FAKE_API_H_
