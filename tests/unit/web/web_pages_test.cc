// The page's files and its API, and who may see them.
#include "web/web_pages.h"

#include <gmock/gmock.h>

namespace rolecall::web {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class FakeSource final : public PageSource {
 public:
  std::string About() override { return "{\"who\":\"\"}"; }
  Result<std::string> Events(std::uint64_t after, std::chrono::milliseconds wait) override {
    return "[" + std::to_string(after) + "," + std::to_string(wait.count()) + "]";
  }
  Result<std::string> Explain(const std::string& principal, const std::string& action,
                              const std::string& resource) override {
    return principal + "|" + action + "|" + resource;
  }
  Result<std::string> Access() override { return Error{ErrorCode::kUnavailable, "<not> \"reached\""}; }
  Result<std::string> Principal(const std::string&) override { return Error{ErrorCode::kNotFound, "no"}; }
  Result<std::string> Takeovers(const std::string& account) override { return "{\"account\":\"" + account + "\"}"; }
  Result<std::string> Review(const std::string& name, const std::string& document) override {
    return name + "=" + document;
  }
  Result<std::string> Status() override { return std::string("{}"); }
  Result<std::string> History() override { return std::string("{\"seconds\":[]}"); }
};

class WebPagesTest : public ::testing::Test {
 protected:
  WebPagesTest() : pages_(source_, random_), application_(pages_.MakeApplication()) {}

  http::Request Asked(const std::string& target, const std::string& method = "GET") {
    http::Request request{.method = method, .target = target};
    request.headers.Add("Host", "127.0.0.1:4711");
    if (!cookie_.empty()) request.headers.Add("Cookie", cookie_);
    return request;
  }
  http::Response Get(const std::string& target) { return Send(Asked(target)); }
  http::Response Send(http::Request request) { return application_.handle(request); }
  void SignInNow() {
    const std::string link = pages_.Link("http://127.0.0.1:4711");
    const http::Response in = Get(link.substr(link.find("/?")));
    ASSERT_EQ(in.status, 303);
    const std::string set(in.headers.Get("Set-Cookie"));
    cookie_ = set.substr(0, set.find(';'));
  }

  FakeRandom random_;
  FakeSource source_;
  WebPages pages_;
  http::Application application_;
  std::string cookie_;
};

TEST_F(WebPagesTest, NobodySeesAnythingWithoutTheLink) {
  for (const char* target : {"/", "/app.js", "/api/events", "/api/access", "/?key=", "/?key=0"}) {
    EXPECT_EQ(Get(target).status, 401) << target;
  }
  cookie_ = "rolecall_session=";
  EXPECT_EQ(Get("/").status, 401);
}

TEST_F(WebPagesTest, TheLinkOpensThePagesOnce) {
  const std::string link = pages_.Link("http://127.0.0.1:4711");
  EXPECT_THAT(link, StartsWith("http://127.0.0.1:4711/?key="));
  const std::string target = link.substr(link.find("/?"));
  const http::Response in = Get(target);
  EXPECT_EQ(in.headers.Get("Location"), "/");
  EXPECT_EQ(Get(target).status, 401);
  const std::string set(in.headers.Get("Set-Cookie"));
  cookie_ = set.substr(0, set.find(';'));
  const http::Response page = Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<title>Rolecall</title>"));
  EXPECT_EQ(page.headers.Get("Content-Type"), "text/html; charset=utf-8");
}

TEST_F(WebPagesTest, EveryAnswerForbidsTheBrowserWhatIsNotOurs) {
  SignInNow();
  for (const char* target : {"/", "/app.js", "/api/status", "/nowhere"}) {
    const http::Response answer = Get(target);
    EXPECT_THAT(std::string(answer.headers.Get("Content-Security-Policy")),
                StartsWith("default-src 'none'; script-src 'self';"));
    EXPECT_EQ(answer.headers.Get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.headers.Get("Cache-Control"), "no-store");
  }
}

TEST_F(WebPagesTest, AnotherHostOrOriginIsRefused) {
  SignInNow();
  http::Request request = Asked("/api/status");
  for (const char* host : {"evil.example:4711", "127.0.0.1.evil.example", "", "localhost.evil.example"}) {
    request.headers.Set("Host", host);
    EXPECT_EQ(Send(request).status, 403) << host;
  }
  for (const char* host : {"localhost:4711", "[::1]:4711", "127.0.0.1"}) {
    request.headers.Set("Host", host);
    EXPECT_EQ(Send(request).status, 200) << host;
  }
  request.headers.Set("Origin", "http://evil.example");
  EXPECT_EQ(Send(request).status, 403);
  request.headers.Set("Origin", "http://127.0.0.1");
  EXPECT_EQ(Send(request).status, 200);
}

TEST_F(WebPagesTest, TheApiPassesQuestionsOnAndSaysWhatIsWrong) {
  SignInNow();
  EXPECT_EQ(Get("/api/events?after=7&wait=100").body, "[7,25000]");
  EXPECT_EQ(Get("/api/explain?principal=p&action=s3%3AGet&resource=r%20x").body, "p|s3:Get|r x");
  EXPECT_EQ(Get("/api/access").status, 422);
  EXPECT_EQ(Get("/api/access").body, R"({"error":"<not> \"reached\""})");
  EXPECT_EQ(Get("/api/principal?arn=x").status, 404);
  EXPECT_EQ(Get("/api/nothing").status, 404);
  EXPECT_EQ(Get("/api/about").body, "{\"who\":\"\"}");
}

TEST_F(WebPagesTest, NothingIsWrittenAndOnlyAPlanIsTaken) {
  EXPECT_EQ(application_.admit(Asked("/api/review", "POST")).max_body_bytes, 0u);
  SignInNow();
  EXPECT_GT(application_.admit(Asked("/api/review", "POST")).max_body_bytes, 1u << 20);
  EXPECT_EQ(application_.admit(Asked("/api/status", "POST")).max_body_bytes, 0u);
  EXPECT_EQ(Send(Asked("/api/status", "POST")).status, 405);
  EXPECT_EQ(Send(Asked("/api/review", "GET")).status, 405);
  http::Request plan = Asked("/api/review?name=a.json", "POST");
  plan.body = "{}";
  EXPECT_EQ(Send(plan).body, "a.json={}");
}

TEST_F(WebPagesTest, WhoWaitsForRequestsHoldsNobodyUp) {
  EXPECT_NE(application_.lane(Asked("/api/events")), application_.lane(Asked("/api/status")));
  EXPECT_LT(application_.lane(Asked("/api/events")), static_cast<int>(WebPages::Lanes().size()));
}

}  // namespace
}  // namespace rolecall::web
