// data http against servers that answer from a list.
#include <gmock/gmock.h>

#include <deque>

#include "gzip/gzip.h"
#include "providers/http/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::http {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using value::Value;

constexpr char kUrl[] = "https://h.example/a/b?q=secret";

// Answers one after the other; the last again and again.
class Servers final : public web::Client {
 public:
  explicit Servers(std::deque<Result<web::Response>>& answers, std::vector<web::ClientRequest>& asked)
      : answers_(answers), asked_(asked) {}
  Result<web::Response> Send(const web::ClientRequest& request) override {
    asked_.push_back(request);
    Result<web::Response> answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    return answer;
  }

 private:
  std::deque<Result<web::Response>>& answers_;
  std::vector<web::ClientRequest>& asked_;
};

class HttpDataTest : public ProviderHarness {
 protected:
  HttpDataTest() {
    Use(MakeHttpProvider({[this](const web::ClientOptions& options) {
                            options_ = options;
                            return std::make_unique<Servers>(answers_, asked_);
                          },
                          clock_,
                          [this](milliseconds pause) {
                            pauses_.push_back(pause.count());
                            return !is_interrupted_;
                          }}));
  }

  Object Config(const std::map<std::string, Value>& members = {}) {
    const value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("http").block);
    Object config(type, Value::Null(type));
    config.SetText("url", kUrl);
    for (const auto& [name, member] : members) config.Set(name, member);
    return config;
  }
  Object Ask(const Object& config) {
    diagnostics_ = {};
    provider_->ValidateDataSource("http", config.ToValue(), diagnostics_);
    if (diagnostics_.HasErrors()) return config;
    return Object(provider_->ReadDataSource("http", config.ToValue(), diagnostics_));
  }
  void Answer(int status, const std::string& body, web::Headers headers = {}) {
    answers_.push_back(web::Response{.status = status, .headers = std::move(headers), .body = body});
  }
  void Redirect(int status, const std::string& location) { Answer(status, "moved", {{"Location", location}}); }
  static Value Retry(std::int64_t attempts, std::optional<std::int64_t> min = {},
                     std::optional<std::int64_t> max = {}) {
    const auto number = [](std::optional<std::int64_t> given) {
      return given ? Value::Number(value::Number(*given)) : Value::Null(value::Type::Number());
    };
    return Value::Object(
        {{"attempts", number(attempts)}, {"min_delay_ms", number(min)}, {"max_delay_ms", number(max)}});
  }
  static Value Texts(const std::map<std::string, std::string>& texts) {
    std::map<std::string, Value> members;
    for (const auto& [name, text] : texts) members.emplace(name, Value::String(text));
    return Value::Map(value::Type::String(), std::move(members));
  }

  FakeClock clock_{Time(std::chrono::seconds(1795000000))};
  std::deque<Result<web::Response>> answers_;
  std::vector<web::ClientRequest> asked_;
  std::vector<std::int64_t> pauses_;
  bool is_interrupted_ = false;  // pauses are broken off
  web::ClientOptions options_;
};

TEST_F(HttpDataTest, AnAnswerIsKeptAsItCame) {
  Answer(404, "none",
         {{"content-type", "text/plain"},
          {"x-a", "1"},
          {"X-A", "2"},
          {"Transfer-Encoding", "chunked"},
          {"Connection", "Close"}});
  const Object read = Ask(Config());
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(read.Integer("status_code"), 404);
  EXPECT_EQ(read.Text("response_body"), "none");
  EXPECT_EQ(read.Text("body"), "none");
  EXPECT_EQ(read.Text("response_body_base64"), "bm9uZQ==");
  EXPECT_EQ(read.Text("id"), kUrl);
  EXPECT_EQ(read.TextMap("response_headers"),
            (std::map<std::string, std::string>{{"Content-Type", "text/plain"}, {"X-A", "1, 2"}}));
  EXPECT_TRUE(read.Get("retry").IsNull());
}

TEST_F(HttpDataTest, WhatIsConfiguredIsSent) {
  Answer(200, "");
  Ask(Config({{"method", Value::String("POST")},
              {"request_body", Value::String("x=1")},
              {"request_headers", Texts({{"A", "b"}, {"Host", "me.example"}})},
              {"insecure", Value::Bool(true)},
              {"request_timeout_ms", Value::Number(value::Number(250))}}));
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_[0].method + " " + asked_[0].url + " " + asked_[0].body, std::string("POST ") + kUrl + " x=1");
  EXPECT_EQ(asked_[0].headers.Get("A"), "b");
  EXPECT_EQ(asked_[0].headers.Get("Host"), "me.example");
  EXPECT_EQ(asked_[0].headers.Get("User-Agent"), "rolecall");
  EXPECT_EQ(asked_[0].timeout, milliseconds(250));
  EXPECT_TRUE(options_.insecure);
}

TEST_F(HttpDataTest, BytesThatAreNoTextBecomeReplacementsWithAWarning) {
  Answer(200, std::string("caf\xe9 \xc3\xa9 \xf0\x9f\x98 z"));
  const Object read = Ask(Config());
  EXPECT_EQ(read.Text("response_body"), "caf\xef\xbf\xbd \xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd z");
  EXPECT_EQ(read.Text("response_body_base64"), "Y2Fm6SDDqSDwn5ggeg==");
  EXPECT_THAT(Problems(), HasSubstr("Response body is not recognized as UTF-8"));
  EXPECT_FALSE(diagnostics_.HasErrors());
}

TEST_F(HttpDataTest, PackedAnswersAreUnpackedUnlessTheConfigurationAsksForThem) {
  const std::string packed = *gzip::Pack("hello");
  Answer(200, packed, {{"Content-Encoding", "gzip"}, {"Content-Length", "25"}});
  const Object read = Ask(Config());
  EXPECT_EQ(asked_[0].headers.Get("Accept-Encoding"), "gzip");
  EXPECT_EQ(read.Text("response_body"), "hello");
  EXPECT_THAT(read.TextMap("response_headers"), IsEmpty());
  const Object raw = Ask(Config({{"request_headers", Texts({{"Accept-Encoding", "gzip"}})}}));
  EXPECT_EQ(raw.TextMap("response_headers").at("Content-Encoding"), "gzip");
  Ask(Config({{"method", Value::String("HEAD")}}));
  EXPECT_EQ(asked_[2].headers.Find("Accept-Encoding"), nullptr);
  answers_.clear();
  Answer(200, "no gzip", {{"Content-Encoding", "gzip"}});
  Ask(Config());
  EXPECT_THAT(Problems(), HasSubstr("the answer's body: it is not in gzip format"));
}

TEST_F(HttpDataTest, RedirectsAreFollowed) {
  Redirect(302, "../c?x=1#f");
  Redirect(307, "https://www.h.example/d");
  Redirect(303, "//other.example:8443/e");
  Answer(200, "there");
  const Object read =
      Ask(Config({{"method", Value::String("POST")},
                  {"request_body", Value::String("x")},
                  {"request_headers", Texts({{"Authorization", "t"}, {"A", "b"}, {"Content-Type", "y"}})}}));
  EXPECT_EQ(read.Text("response_body"), "there");
  EXPECT_EQ(read.Text("id"), kUrl);
  ASSERT_EQ(asked_.size(), 4u);
  EXPECT_EQ(asked_[1].method + " " + asked_[1].url + " " + asked_[1].body, "GET https://h.example/c?x=1 ");
  EXPECT_EQ(asked_[1].headers.Get("Referer"), kUrl);
  EXPECT_EQ(asked_[1].headers.Find("Content-Type"), nullptr);
  EXPECT_EQ(asked_[1].headers.Get("Authorization"), "t");
  EXPECT_EQ(asked_[2].url, "https://www.h.example/d");
  EXPECT_EQ(asked_[2].headers.Get("Authorization"), "t") << "a host below the one that it is for";
  EXPECT_EQ(asked_[3].url, "https://other.example:8443/e");
  EXPECT_EQ(asked_[3].headers.Find("Authorization"), nullptr);
  EXPECT_EQ(asked_[3].headers.Get("A"), "b");
}

TEST_F(HttpDataTest, SomeRedirectsKeepTheQuestion) {
  Redirect(308, "?y");
  Redirect(307, "http://h.example/d");
  Answer(200, "");
  Ask(Config({{"method", Value::String("POST")}, {"request_body", Value::String("x")}}));
  ASSERT_EQ(asked_.size(), 3u);
  EXPECT_EQ(asked_[1].method + " " + asked_[1].url + " " + asked_[1].body, "POST https://h.example/a/b?y x");
  EXPECT_EQ(asked_[2].body, "x");
  EXPECT_EQ(asked_[2].headers.Find("Referer"), nullptr) << "not from https to http";
}

TEST_F(HttpDataTest, NoRedirectLeadsToAnotherSchemeOrForEver) {
  for (const std::string location : {"file:///etc/passwd", "ftp://h/x", "mailto:me@h"}) {
    answers_.clear();
    asked_.clear();
    Redirect(302, location);
    Ask(Config({{"retry", Retry(3)}}));
    EXPECT_THAT(Problems(), HasSubstr("unsupported protocol scheme \"" + location.substr(0, location.find(':'))));
    EXPECT_EQ(asked_.size(), 1u) << "that is not tried again";
  }
  answers_.clear();
  asked_.clear();
  Redirect(301, "/loop");
  Ask(Config());
  EXPECT_THAT(Problems(), HasSubstr("Get \"https://h.example/loop\": stopped after 10 redirects"));
  EXPECT_EQ(asked_.size(), 11u);
}

TEST_F(HttpDataTest, ARedirectThatSaysNotWhereIsTheAnswer) {
  Answer(302, "moved");
  EXPECT_EQ(Ask(Config()).Integer("status_code"), 302);
}

TEST_F(HttpDataTest, FailuresOfTheServerAreTriedAgainAsOftenAsIsAllowed) {
  Answer(503, "");
  Answer(429, "", {{"Retry-After", "7"}});
  answers_.push_back(Error{ErrorCode::kUnavailable, "GET https://h.example/a/b: no connection"});
  Answer(200, "now");
  EXPECT_EQ(Ask(Config({{"retry", Retry(4, 100, 150)}})).Text("response_body"), "now");
  EXPECT_THAT(pauses_, ElementsAre(100, 7000, 150));
}

TEST_F(HttpDataTest, AFailureThatStaysIsAnError) {
  Answer(500, "oops");
  Ask(Config());
  EXPECT_THAT(Problems(), HasSubstr("Error making request: GET https://h.example/a/b giving up after 1 attempt(s)"));
  EXPECT_THAT(Problems(), Not(HasSubstr("secret"))) << "a query may hold one";
  Ask(Config({{"retry", Retry(2)}}));
  EXPECT_THAT(Problems(), HasSubstr("giving up after 3 attempt(s)"));
  EXPECT_THAT(pauses_, ElementsAre(1000, 2000));
  answers_.clear();
  Answer(501, "oops");
  EXPECT_EQ(Ask(Config()).Integer("status_code"), 501);
}

TEST_F(HttpDataTest, AnInterruptDuringAPauseEndsTheAttempts) {
  is_interrupted_ = true;
  Answer(500, "oops");
  Ask(Config({{"retry", Retry(5)}}));
  EXPECT_THAT(Problems(), HasSubstr("Error making request: context canceled"));
  EXPECT_THAT(pauses_, ElementsAre(1000));
}

TEST_F(HttpDataTest, WhatNeverGetsBetterIsNotTriedAgain) {
  answers_.push_back(Error{ErrorCode::kUnauthenticated, "GET https://h.example/a/b: bad certificate"});
  Ask(Config({{"retry", Retry(3)}}));
  EXPECT_THAT(Problems(), HasSubstr("giving up after 1 attempt(s): Get \"https://h.example/a/b\": bad certificate"));
  Object config = Config();
  config.SetText("url", "nothing");
  Ask(config);
  EXPECT_THAT(Problems(), HasSubstr("Get \"nothing\": unsupported protocol scheme \"\""));
}

TEST_F(HttpDataTest, ALateAnswerIsToldWithItsBound) {
  answers_.push_back(Error{ErrorCode::kDeadlineExceeded, "GET https://h.example/a/b: timed out"});
  Ask(Config({{"request_timeout_ms", Value::Number(value::Number(500))}}));
  EXPECT_THAT(Problems(), HasSubstr("request exceeded the specified timeout: 500ms, err: GET https://h.example/a/b"));
}

TEST_F(HttpDataTest, WhatCannotBeMeantIsToldAtValidate) {
  const auto problem = [&](const std::map<std::string, Value>& members) {
    Ask(Config(members));
    return Problems();
  };
  const Value text = Value::String("x");
  EXPECT_THAT(problem({{"method", Value::String("PUT")}}),
              HasSubstr("Attribute method value must be one of: [\"GET\" \"POST\" \"HEAD\"], got: \"PUT\""));
  EXPECT_THAT(problem({{"request_timeout_ms", Value::Number(value::Number(0))}}),
              HasSubstr("Attribute request_timeout_ms value must be at least 1, got: 0"));
  EXPECT_THAT(problem({{"retry", Retry(-1)}}), HasSubstr("Attribute retry.attempts value must be at least 0, got: -1"));
  EXPECT_THAT(problem({{"retry", Retry(1, 10, 5)}}),
              HasSubstr("Attribute retry.max_delay_ms value must be at least 10, got: 5"));
  EXPECT_THAT(problem({{"ca_cert_pem", text}, {"insecure", Value::Bool(false)}}),
              HasSubstr("Attribute \"insecure\" cannot be specified when \"ca_cert_pem\" is specified"));
  EXPECT_THAT(problem({{"client_cert_pem", text}}),
              HasSubstr("Attribute \"client_key_pem\" must be specified when \"client_cert_pem\" is specified"));
  EXPECT_THAT(problem({{"client_key_pem", text}}), HasSubstr("Attribute \"client_cert_pem\" must be specified"));
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_THAT(problem({{"ca_cert_pem", text}}), HasSubstr("Only PEM encoded certificates are supported"));
  EXPECT_THAT(asked_, IsEmpty());
}

}  // namespace
}  // namespace rolecall::providers::http
