// FakeSite: an http::Client that answers from a table, for tests of what asks others over HTTP.
//
//   FakeSite site;
//   site.answers["https://h/a"] = {.status = 200, .body = "{}"};
//   site.failures["https://h/b"] = {{ErrorCode::kUnavailable, "no such host"}};   // the first times it is asked
//
// What is not in the table is answered with 404. Requests are kept.
#ifndef ROLECALL_TESTS_SUPPORT_FAKE_SITE_H_
#define ROLECALL_TESTS_SUPPORT_FAKE_SITE_H_

#include <map>
#include <string>
#include <vector>

#include "http/client.h"

namespace rolecall {

class FakeSite final : public http::Client {
 public:
  Result<http::Response> Send(const http::ClientRequest& request) override {
    requests.push_back(request);
    if (auto failing = failures.find(request.url); failing != failures.end() && !failing->second.empty()) {
      const Error error = failing->second.front();
      failing->second.erase(failing->second.begin());
      return error;
    }
    const auto found = answers.find(request.url);
    http::Response response = found == answers.end() ? http::Response{.status = 404} : found->second;
    if (request.on_body && response.status >= 200 && response.status < 300) {
      constexpr std::size_t kPiece = 1000;
      for (std::size_t at = 0; at < response.body.size(); at += kPiece) {
        if (!request.on_body(std::string_view(response.body).substr(at, kPiece))) {
          return Error{ErrorCode::kCancelled, "no more is wanted"};
        }
      }
      response.body.clear();
    }
    return response;
  }
  // How often an address was asked for.
  int Count(const std::string& url) const {
    int count = 0;
    for (const http::ClientRequest& one : requests) count += one.url == url ? 1 : 0;
    return count;
  }

  std::map<std::string, http::Response> answers;
  std::map<std::string, std::vector<Error>> failures;
  std::vector<http::ClientRequest> requests;
};

}  // namespace rolecall

#endif  // ROLECALL_TESTS_SUPPORT_FAKE_SITE_H_
