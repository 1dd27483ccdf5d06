// FakeEndpoint: IAM and Secrets Manager that answer with what they were told, for tests of what reads them.
//
//   FakeEndpoint endpoint;
//   endpoint.Answer("GetRole", "<Role>…</Role>");
//   endpoint.Refuse("GetUser", "NoSuchEntity", 404);
//   … endpoint.asked is "GetRole GetUser "
//
// Answers by action, those of one action in order, the last again and again; any other action is an InvalidAction.
#ifndef ROLECALL_TESTS_UNIT_ACCESS_FAKE_ENDPOINT_H_
#define ROLECALL_TESTS_UNIT_ACCESS_FAKE_ENDPOINT_H_

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "http/client.h"

namespace rolecall::access {

class FakeEndpoint final : public http::Client {
 public:
  void Answer(const std::string& action, const std::string& result) {
    answers_[action].push_back({200, "<" + action + "Response><" + action + "Result>" + result + "</" + action +
                                         "Result></" + action + "Response>"});
  }
  void Refuse(const std::string& action, const std::string& code, int status = 400) {
    answers_[action].push_back(
        {status, "<ErrorResponse><Error><Code>" + code + "</Code><Message>no</Message></Error></ErrorResponse>"});
  }
  void AnswerJson(const std::string& action, int status, const std::string& body) {
    answers_[action].push_back({status, body});
  }

  Result<http::Response> Send(const http::ClientRequest& request) override {
    const std::string* target = request.headers.Find("X-Amz-Target");
    std::string action;
    if (target != nullptr) {
      action = target->substr(target->find('.') + 1);
    } else if (request.body.starts_with("Action=")) {
      const std::size_t begin = request.body.find("Action=") + 7;
      action = request.body.substr(begin, request.body.find('&', begin) - begin);
    }
    asked += action + " ";
    auto found = answers_.find(action);
    http::Response response;
    if (found == answers_.end()) {
      response.status = 400;
      response.body = "<ErrorResponse><Error><Code>InvalidAction</Code><Message>no</Message></Error></ErrorResponse>";
      return response;
    }
    std::vector<std::pair<int, std::string>>& list = found->second;
    std::tie(response.status, response.body) = list.front();
    if (list.size() > 1) list.erase(list.begin());
    return response;
  }

  std::string asked;

 private:
  std::map<std::string, std::vector<std::pair<int, std::string>>> answers_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_TESTS_UNIT_ACCESS_FAKE_ENDPOINT_H_
