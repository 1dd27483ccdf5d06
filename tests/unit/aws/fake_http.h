// A http::Client that answers from a script and keeps what it was sent.
#ifndef ROLECALL_TESTS_UNIT_AWS_FAKE_HTTP_H_
#define ROLECALL_TESTS_UNIT_AWS_FAKE_HTTP_H_

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/client.h"

namespace rolecall::aws {

class FakeHttp final : public http::Client {
 public:
  using Answer = std::function<Result<http::Response>(const http::ClientRequest&)>;

  FakeHttp() = default;
  explicit FakeHttp(Answer always) : always_(std::move(always)) {}

  void Then(int status, std::string body, http::Headers headers = {}) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    script_.emplace_back(std::move(response));
  }
  void ThenFail(Error error) { script_.emplace_back(std::move(error)); }

  Result<http::Response> Send(const http::ClientRequest& request) override {
    std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request);
    if (always_) return always_(request);
    if (script_.empty()) return Error{ErrorCode::kInternal, "the script has no more answers"};
    Result<http::Response> next = std::move(script_.front());
    script_.pop_front();
    return next;
  }

  const std::vector<http::ClientRequest>& requests() const { return requests_; }

 private:
  std::mutex mutex_;
  Answer always_;
  std::deque<Result<http::Response>> script_;
  std::vector<http::ClientRequest> requests_;
};

}  // namespace rolecall::aws

#endif  // ROLECALL_TESTS_UNIT_AWS_FAKE_HTTP_H_
