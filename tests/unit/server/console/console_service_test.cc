// Who may see the plane's own page, and as whom it asks: the attacks that a page at a plane's address invites.
#include "server/console/console_service.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

using services::testing::Allow;
using services::testing::Reply;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Tells as whom it was made.
class EchoPages final : public web::PageSource {
 public:
  explicit EchoPages(const ConsoleVisit& visit) : visit_(visit) {}
  std::string About() override { return "\"" + visit_.who + "\""; }
  Result<std::string> Events(std::uint64_t, std::chrono::milliseconds) override {
    // What happens while somebody waits.
    if (while_waiting) while_waiting();
    return std::string("[]");
  }
  Result<std::string> Explain(const std::string&, const std::string&, const std::string&) override { return Nothing(); }
  Result<std::string> Access() override {
    return "\"" + visit_.credentials.access_key_id + "|" + std::string(visit_.credentials.session_token.Reveal()) +
           "|" + std::string(visit_.credentials.secret_access_key.Reveal()) + "\"";
  }
  Result<std::string> Principal(const std::string&) override {
    return Error{ErrorCode::kPermissionDenied, "not authorized to perform: iam:GetAccountAuthorizationDetails"};
  }
  Result<std::string> Takeovers(const std::string&) override { return Nothing(); }
  Result<std::string> Review(const std::string&, const std::string&) override { return Nothing(); }
  Result<std::string> Status() override {
    ROLECALL_TRY(http::Response answer, visit_.plane.Send({.url = visit_.endpoint + "/_rolecall/status"}));
    return answer.body;
  }
  Result<std::string> History() override { return visit_.history(); }

  inline static std::function<void()> while_waiting;

 private:
  static Result<std::string> Nothing() { return std::string("{}"); }
  const ConsoleVisit visit_;
};

class ConsoleServiceTest : public services::testing::ServiceFixture {
 protected:
  ~ConsoleServiceTest() override { EchoPages::while_waiting = nullptr; }

  // A user with a key, and what its statements allow.
  services::Caller Viewer(const std::string& name, const std::string& statements) {
    NewUser(name, statements);
    directory::AccessKey key;
    key.id = "AKIA" + std::string(12, static_cast<char>('A' + ++keys_)) + "KEYS";
    key.secret = Secret("secret of " + name);
    key.account = services::testing::kAccount;
    key.user_name = name;
    key.active = true;
    Write([&](directory::Transaction& transaction) { transaction.Put(key); });
    return SignIn(key.id);
  }
  services::Caller Viewer(const std::string& name = "ann") {
    return Viewer(name, Allow("rolecall:ViewConsole", kPlane));
  }

  std::string LinkOf(const services::Caller& caller) {
    const Reply reply = Send(service_, caller, {.method = "POST", .target = "/_rolecall/console"});
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.At("path");
  }
  http::Request Asked(const std::string& target, const std::string& cookie = "") {
    http::Request request{.method = "GET", .target = target};
    request.headers.Set("Host", "127.0.0.1:4747");
    if (!cookie.empty()) request.headers.Set("Cookie", cookie);
    return request;
  }
  Reply Get(const std::string& target, const std::string& cookie = "") {
    return Send(service_, Anonymous(), Asked(target, cookie));
  }
  // The cookie of who follows the link.
  std::string Enter(const std::string& link) {
    const Reply in = Get(link);
    EXPECT_EQ(in.status, 303) << in.body;
    const std::string set = in.Header("Set-Cookie");
    return set.substr(0, set.find(';'));
  }

  static constexpr char kPlane[] = "arn:aws:rolecall:eu-central-1:054000737513:plane";
  int keys_ = 0, made_ = 0;
  ConsoleService service_{
      {.hosts = {"plane.example.com"},
       .plane =
           [](http::Request& request) { return http::Response{.body = "{\"from\":\"" + request.peer_address + "\"}"}; },
       .make_pages =
           [this](const ConsoleVisit& visit) {
             ++made_;
             return std::make_unique<EchoPages>(visit);
           },
       .endpoint = [] { return std::string("http://127.0.0.1:4747"); },
       .history = [] { return std::string("{\"seconds\":[]}"); }},
      random()};
};

TEST_F(ConsoleServiceTest, ALinkIsForWhoMayLook) {
  EXPECT_THAT(LinkOf(Viewer()), StartsWith("/console/?key="));
  const auto ask = [&](const services::Caller& caller, const char* method = "POST") {
    return Send(service_, caller, {.method = method, .target = "/_rolecall/console"}).status;
  };
  EXPECT_EQ(ask(Anonymous()), 403);
  EXPECT_EQ(ask(Viewer("bob", "")), 403);
  EXPECT_EQ(ask(Viewer("joe", Allow("rolecall:ReadAudit"))), 403);
  EXPECT_EQ(ask(Root(services::testing::kOtherAccount)), 403) << "what is told is of all accounts";
  EXPECT_EQ(ask(Viewer("kim"), "GET"), 405);
}

TEST_F(ConsoleServiceTest, TheLinkLetsInOnceByACookieThatScriptsDoNotSee) {
  const std::string link = LinkOf(Viewer());
  const Reply in = Get(link);
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(in.Header("Location"), "/console/") << "the key does not stay in the address";
  const std::string set = in.Header("Set-Cookie");
  EXPECT_THAT(set, HasSubstr("; Path=/console/; HttpOnly; SameSite=Strict; Max-Age=28800"));
  EXPECT_THAT(set, Not(HasSubstr("Secure")));
  EXPECT_EQ(Get(link).status, 401);
  const std::string cookie = set.substr(0, set.find(';'));
  EXPECT_THAT(Get("/console/", cookie).body, HasSubstr("<title>Rolecall</title>"));
  EXPECT_EQ(Get("/console/api/about", cookie).body, "\"arn:aws:iam::054000737513:user/ann\"");
  EXPECT_EQ(Get("/console/api/history", cookie).body, "{\"seconds\":[]}");
  EXPECT_EQ(Get("/console", cookie).status, 308);
}

TEST_F(ConsoleServiceTest, OverTlsTheCookieIsForTlsOnly) {
  http::Request request = Asked(LinkOf(Viewer()));
  request.tls = true;
  const std::string set = Send(service_, Anonymous(), request).Header("Set-Cookie");
  EXPECT_THAT(set, StartsWith("__Secure-rolecall_console="));
  EXPECT_THAT(set, HasSubstr("; Secure"));
  // The name of the other does not do.
  const std::string value = set.substr(set.find('='), 65);
  request = Asked("/console/", "rolecall_console" + value);
  request.tls = true;
  EXPECT_EQ(Send(service_, Anonymous(), request).status, 401);
}

TEST_F(ConsoleServiceTest, NobodySeesAnythingWithoutASessionOfItsOwn) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  const std::vector<std::string> others = {"", "rolecall_console=", "rolecall_session=x",
                                           "rolecall_console=" + std::string(64, '0')};
  for (const std::string& other : others) {
    for (const char* target :
         {"/console/", "/console/app.js", "/console/api/access", "/console/api/events", "/console/sign-out"}) {
      EXPECT_EQ(Get(target, other).status, 401) << target << " " << other;
    }
  }
  EXPECT_EQ(Get("/console/?key=", "").status, 401);
  EXPECT_EQ(Get("/console/?key=" + std::string(64, '0'), "").status, 401);
  EXPECT_EQ(Get("/console/api/access", "x=1; " + cookie + "; y=2").status, 200);
}

TEST_F(ConsoleServiceTest, WhatIsAskedIsAskedWithTheCallersOwnKey) {
  const services::Caller ann = Viewer("ann"), bob = Viewer("bob");
  const std::string of_ann = Enter(LinkOf(ann)), of_bob = Enter(LinkOf(bob));
  EXPECT_EQ(Get("/console/api/access", of_ann).body, "\"" + ann.access_key_id + "||secret of ann\"");
  EXPECT_EQ(Get("/console/api/access", of_bob).body, "\"" + bob.access_key_id + "||secret of bob\"");
  EXPECT_EQ(Get("/console/api/status", of_bob).body, R"({"from":"192.0.2.7"})");
  // What the plane refuses is refused here.
  const Reply refused = Get("/console/api/principal?arn=x", of_bob);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("iam:GetAccountAuthorizationDetails"));
  EXPECT_EQ(refused.audit.error_code, "AccessDenied");
}

TEST_F(ConsoleServiceTest, ARoleSessionsPageEndsWithTheSession) {
  NewRoleSession("viewer", Allow("rolecall:ViewConsole"));
  directory::Session session;
  session.kind = directory::Session::Kind::kRole;
  session.account = services::testing::kAccount;
  session.principal_id = snapshot()->roles.Find(directory::NameKey(services::testing::kAccount, "viewer"))->id;
  session.session_name = "me";
  session.expires = clock().Now() + std::chrono::seconds(900);
  const Result<directory::SessionCredentials> issued = directory().IssueSession(session);
  ASSERT_TRUE(issued.ok());
  const services::Caller caller = SignIn(issued->access_key_id, issued->token);
  http::Request request{.method = "POST", .target = "/_rolecall/console"};
  EXPECT_EQ(Send(service_, caller, request).status, 400) << "the token is not in the header";
  request.headers.Set("X-Amz-Security-Token", issued->token);
  const Reply in = Get(Send(service_, caller, request).At("path"));
  EXPECT_THAT(in.Header("Set-Cookie"), HasSubstr("Max-Age=900"));
  const std::string cookie = in.Header("Set-Cookie").substr(0, in.Header("Set-Cookie").find(';'));
  EXPECT_EQ(Get("/console/api/about", cookie).body, "\"arn:aws:sts::054000737513:assumed-role/viewer/me\"");
  clock().Advance(std::chrono::seconds(900));
  EXPECT_EQ(Get("/console/api/about", cookie).status, 401);
}

TEST_F(ConsoleServiceTest, WhoMayNoLongerIsOutWithTheNextRequest) {
  const services::Caller ann = Viewer("ann"), bob = Viewer("bob");
  const std::string of_ann = Enter(LinkOf(ann)), of_bob = Enter(LinkOf(bob)), link = LinkOf(bob);
  Write([&](directory::Transaction& transaction) {
    directory::AccessKey key = *snapshot()->access_keys.Find(ann.access_key_id);
    key.active = false;
    transaction.Put(key);
    directory::User user = *bob.user;
    user.inline_policies.clear();
    transaction.Put(user);
  });
  EXPECT_EQ(Get("/console/api/about", of_ann).status, 401);
  EXPECT_EQ(Get("/console/", of_ann).status, 401);
  EXPECT_EQ(Get("/console/api/about", of_bob).status, 403);
  EXPECT_EQ(Get("/console/", of_bob).status, 403);
  EXPECT_EQ(Get(link).status, 403) << "a link is no right either";
}

TEST_F(ConsoleServiceTest, WhoIsOutWhileWaitingGetsNothing) {
  const services::Caller ann = Viewer("ann");
  const std::string cookie = Enter(LinkOf(ann));
  EXPECT_EQ(Get("/console/api/events", cookie).status, 200);
  EchoPages::while_waiting = [&] {
    Write([&](directory::Transaction& transaction) {
      directory::AccessKey key = *snapshot()->access_keys.Find(ann.access_key_id);
      key.active = false;
      transaction.Put(key);
    });
  };
  EXPECT_EQ(Get("/console/api/events", cookie).status, 401);
}

TEST_F(ConsoleServiceTest, AStrangersNameForThisMachineIsRefused) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  const auto at = [&](const std::string& host) {
    http::Request request = Asked("/console/api/about", cookie);
    request.headers.Set("Host", host);
    return Send(service_, Anonymous(), request).status;
  };
  for (const char* host : {"evil.example", "127.0.0.1.evil.example:4747", "localhost.evil.example", "",
                           "plane.example.com.evil.example", "x.plane.example.com"}) {
    EXPECT_EQ(at(host), 403) << host;
  }
  for (const char* host : {"localhost:4747", "[::1]:4747", "10.1.2.3:4747", "[2001:db8::1]", "plane.example.com",
                           "PLANE.example.com:443"}) {
    EXPECT_EQ(at(host), 200) << host;
  }
}

TEST_F(ConsoleServiceTest, AnotherPageMayNotAsk) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  const auto with = [&](const std::string& target, const http::Headers& headers) {
    http::Request request = Asked(target, cookie);
    for (const http::Header& header : headers) request.headers.Set(header.name, header.value);
    return Send(service_, Anonymous(), request).status;
  };
  for (const char* origin : {"http://evil.example", "null", "http://127.0.0.1:4748", "https://127.0.0.1:4747"}) {
    EXPECT_EQ(with("/console/api/about", {{"Origin", origin}}), 403) << origin;
  }
  EXPECT_EQ(with("/console/api/about", {{"Origin", "http://127.0.0.1:4747"}}), 200);
  for (const char* site : {"cross-site", "same-site"}) {
    EXPECT_EQ(with("/console/api/about", {{"Sec-Fetch-Site", site}}), 403) << site;
    EXPECT_EQ(
        with("/console/", {{"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}}),
        403);
    // A link may lead here; the browser sends no cookie along then.
    EXPECT_EQ(
        with("/console/", {{"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}),
        200);
    // Nobody is signed in as somebody else by it.
    const std::string link = LinkOf(Viewer(std::string("other") + site));
    EXPECT_EQ(with(link, {{"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}),
              403);
  }
  EXPECT_EQ(with("/console/api/about", {{"Sec-Fetch-Site", "same-origin"}}), 200);
}

TEST_F(ConsoleServiceTest, NothingButReadingAndSigningOut) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  const auto send = [&](const std::string& method, const std::string& target) {
    http::Request request = Asked(target, cookie);
    request.method = method;
    return Send(service_, Anonymous(), request);
  };
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(send(method, "/console/api/review").status, 404) << method;
  }
  EXPECT_EQ(send("GET", "/console/sign-out").status, 405);
  EXPECT_EQ(Get("/console/", cookie).status, 200);
  const Reply out = send("POST", "/console/sign-out");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.Header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(Get("/console/", cookie).status, 401);
}

TEST_F(ConsoleServiceTest, EveryAnswerForbidsTheBrowserWhatIsNotOurs) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  for (const char* target : {"/console/", "/console/app.js", "/console/api/access", "/console/nowhere", "/console"}) {
    for (const std::string& who : {cookie, std::string()}) {
      const Reply answer = Get(target, who);
      EXPECT_THAT(answer.Header("Content-Security-Policy"), StartsWith("default-src 'none'; script-src 'self';"))
          << target;
      EXPECT_THAT(answer.Header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
      EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
      EXPECT_EQ(answer.Header("Cross-Origin-Opener-Policy"), "same-origin");
      EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    }
  }
}

TEST_F(ConsoleServiceTest, EachRequestIsRecordedAndNoKeyIs) {
  const std::string link = LinkOf(Viewer());
  const Reply in = Get(link);
  EXPECT_EQ(in.audit.operation, "ViewConsole");
  EXPECT_THAT(in.audit.parameters, ::testing::ElementsAre(std::pair<std::string, std::string>("page", "/console/")));
  EXPECT_THAT(in.audit.decisions, ::testing::ElementsAre(HasSubstr("rolecall:ViewConsole")));
  const std::string cookie = in.Header("Set-Cookie").substr(0, in.Header("Set-Cookie").find(';'));
  EXPECT_THAT(Get("/console/api/access", cookie).audit.decisions,
              ::testing::ElementsAre(HasSubstr("rolecall:ViewConsole")));
  EXPECT_EQ(Get("/console/api/access").audit.error_code, "NoConsoleSession");
}

TEST_F(ConsoleServiceTest, AFloodOfOneSessionIsCutOff) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  int answered = 0;
  for (int i = 0; i < 2 * ConsoleSessions::kMostInSecond; ++i) answered += Get("/console/app.js", cookie).status == 200;
  EXPECT_EQ(answered, ConsoleSessions::kMostInSecond);
  clock().Advance(std::chrono::seconds(1));
  EXPECT_EQ(Get("/console/app.js", cookie).status, 200);
}

TEST_F(ConsoleServiceTest, WhatWasReadIsKeptForSecondsAndNotOverAWrite) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  const auto ask = [&] { return Get("/console/api/access", cookie).status; };
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(made_, 1);
  NewUser("somebody", "");
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(made_, 2) << "something was written";
  clock().Advance(std::chrono::seconds(5));
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(made_, 3);
  set_peer_address("198.51.100.9");
  EXPECT_EQ(ask(), 200);
  EXPECT_EQ(made_, 4) << "the browser is elsewhere: conditions may be about that";
}

TEST_F(ConsoleServiceTest, FewWindowsWaitAtOnce) {
  const std::string cookie = Enter(LinkOf(Viewer()));
  int refused = 0;
  // Each asks the next while it waits itself.
  int depth = 0;
  EchoPages::while_waiting = [&] {
    if (++depth < 6) refused += Get("/console/api/events", cookie).status == 429;
  };
  EXPECT_EQ(Get("/console/api/events", cookie).status, 200);
  EXPECT_EQ(refused, 1);
  EchoPages::while_waiting = nullptr;
  EXPECT_EQ(Get("/console/api/events", cookie).status, 200) << "none of them counts any longer";
}

TEST(ConsoleService, IsAtItsAddressForUnsignedReadsOnly) {
  const auto is_at = [](const std::string& method, const std::string& target, const http::Headers& headers = {}) {
    return ConsoleService::IsAt({.method = method, .target = target, .headers = headers});
  };
  EXPECT_TRUE(is_at("GET", "/console"));
  EXPECT_TRUE(is_at("HEAD", "/console/?key=x"));
  EXPECT_TRUE(is_at("POST", "/console/sign-out"));
  EXPECT_FALSE(is_at("GET", "/consoles/x"));
  EXPECT_FALSE(is_at("GET", "/a/console/"));
  // A bucket of that name: whoever signs is there, and so are preflights and forms.
  EXPECT_FALSE(
      is_at("GET", "/console/key", {{"Authorization", "AWS4-HMAC-SHA256 Credential=A/20260101/r/s3/aws4_request"}}));
  EXPECT_FALSE(is_at("GET", "/console/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A&X-Amz-Signature=x"));
  EXPECT_FALSE(is_at("OPTIONS", "/console/key"));
  EXPECT_FALSE(is_at("POST", "/console"));
  EXPECT_FALSE(is_at("PUT", "/console/key"));
}

}  // namespace
}  // namespace rolecall::server
