// What a plane tells about itself, and to whom; the feed of its audit records.
#include "server/plane_reports.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <thread>

#include "server/localstack_pages.h"
#include "server/token_service.h"
#include "tests/support/service_fixture.h"

namespace rolecall::server {
namespace {

using services::testing::Allow;
using services::testing::Reply;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AuditFeed, GivesWhatIsNewAndSaysWhatIsGone) {
  AuditFeed feed;
  EXPECT_FALSE(feed.is_watched());
  feed.Add("1", false);
  feed.Add("2", true);
  AuditFeed::Page page = feed.Read(0, milliseconds(0));
  EXPECT_THAT(page.lines, ElementsAre("1", "2"));
  EXPECT_EQ(page.last, 2u);
  EXPECT_TRUE(feed.is_watched());
  EXPECT_THAT(feed.Read(2, milliseconds(1)).lines, IsEmpty());
  for (int i = 0; i < 3000; ++i) feed.Add(std::string(1000, 'x'), false);
  page = feed.Read(2, milliseconds(0));
  EXPECT_TRUE(page.has_gap);
  EXPECT_LE(page.lines.size() * 1000, 300u << 10);
  EXPECT_FALSE(feed.Read(page.last, milliseconds(0)).has_gap);
  EXPECT_THAT(feed.LastDenials(), ElementsAre("2"));
  // A reader of before a restart gets what there is.
  EXPECT_FALSE(feed.Read(1u << 30, milliseconds(0)).lines.empty());
}

TEST(AuditFeed, WakesWhoWaits) {
  AuditFeed feed;
  feed.Read(0, milliseconds(0));
  std::thread adder([&] { feed.Add("1", false); });
  EXPECT_THAT(feed.Read(0, milliseconds(5000)).lines, ElementsAre("1"));
  adder.join();
  std::thread stopper([&] { feed.Stop(); });
  EXPECT_THAT(feed.Read(1, milliseconds(5000)).lines, IsEmpty());
  stopper.join();
}

class PlaneReportsTest : public services::testing::ServiceFixture {
 protected:
  PlaneReportsTest() {
    reports_.set_facts(
        {.account = services::testing::kAccount, .region = "eu-central-1", .store = "memory", .services = {"iam"}});
  }
  Reply Get(const services::Caller& caller, const std::string& target) {
    return Send(service_, caller, {.method = "GET", .target = target});
  }

  AuditFeed feed_;
  const std::vector<services::oidc::Issuer> issuers_{
      services::oidc::Issuer::Make("https://oidc.example.test",
                                   services::oidc::SigningKeys::GenerateFirst(FromUnixSeconds(1700000000)).value())
          .value()};
  PlaneReports reports_{feed_, issuers_, [] { return std::string(); }};
  TokenService service_{issuers_, &reports_};
};

constexpr char kPlane[] = "arn:aws:rolecall:eu-central-1:054000737513:plane";

TEST_F(PlaneReportsTest, StatusIsForWhoMayGetIt) {
  const services::Caller ann = NewUser("ann", Allow("rolecall:GetStatus", kPlane));
  feed_.Add(R"({"eventName":"x"})", true);
  const Reply reply = Get(ann, "/_rolecall/status");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.At("account"), services::testing::kAccount);
  EXPECT_EQ(reply.At("counts/users"), "1");
  EXPECT_EQ(reply.At("ready"), "true");
  EXPECT_EQ(reply.At("lastDenials/eventName"), "(none)") << "she may not read the audit log";
  const services::Caller bob = NewUser("bob", Allow(R"(["rolecall:GetStatus","rolecall:ReadAudit"])"));
  EXPECT_EQ(Get(bob, "/_rolecall/status").At("lastDenials/eventName"), "x");
}

TEST_F(PlaneReportsTest, RecordsAreForWhoMayReadThem) {
  feed_.Add(R"({"eventName":"x"})", false);
  const services::Caller ann = NewUser("ann", Allow("rolecall:GetStatus"));
  EXPECT_EQ(Get(ann, "/_rolecall/audit").error_code, "AccessDeniedException");
  EXPECT_EQ(Get(ann, "/_rolecall/audit").status, 403);
  EXPECT_EQ(Get(Anonymous(), "/_rolecall/audit").status, 403);
  // All accounts' records are in it: another account's root is not one to read them.
  EXPECT_EQ(Get(Root(services::testing::kOtherAccount), "/_rolecall/audit").status, 403);
  const Reply reply = Get(Root(), "/_rolecall/audit?after=0");
  EXPECT_EQ(reply.At("records/eventName"), "x");
  EXPECT_EQ(reply.At("last"), "1");
  EXPECT_EQ(Get(Root(), "/_rolecall/audit?after=1&wait=0").At("records/eventName"), "(none)");
  EXPECT_EQ(Send(service_, Root(), {.method = "POST", .target = "/_rolecall/audit"}).status, 405);
}

TEST_F(PlaneReportsTest, WhoMayNoLongerWhenARecordComesDoesNotGetIt) {
  const services::Caller ann = NewUser("ann", Allow("rolecall:ReadAudit"));
  std::thread later([&] {
    Write([&](directory::Transaction& transaction) {
      directory::User user = *ann.user;
      user.inline_policies.clear();
      transaction.Put(user);
    });
    feed_.Add(R"({"eventName":"x"})", false);
  });
  services::Caller with_key = ann;
  directory::AccessKey key;
  key.id = with_key.access_key_id = "AKIAANNAANNAANNAANNA";
  key.secret = Secret("s");
  key.account = services::testing::kAccount;
  key.user_name = "ann";
  Write([&](directory::Transaction& transaction) { transaction.Put(key); });
  const Reply reply = Get(with_key, "/_rolecall/audit?after=0&wait=20");
  later.join();
  EXPECT_EQ(reply.error_code, "AccessDeniedException") << reply.body;
}

TEST(LocalstackPages, HaveLocalstacksShapes) {
  FakeClock clock(FromUnixSeconds(1795000060));
  const LocalstackPages pages(
      {.running = {"s3", "iam"}, .available = {"sqs"}, .session_id = "id", .started = FromUnixSeconds(1795000000)},
      clock);
  const auto get = [&](const std::string& path) { return pages.Answer({.method = "GET", .target = path}); };
  const boost::json::value health = boost::json::parse(get("/_localstack/health")->body);
  EXPECT_EQ(health.at("services").at("s3"), "running");
  EXPECT_EQ(health.at("services").at("sqs"), "available");
  EXPECT_TRUE(health.at("version").is_string());
  const boost::json::value info = boost::json::parse(get("/_localstack/info")->body);
  EXPECT_EQ(info.at("uptime"), 60);
  EXPECT_EQ(info.at("is_docker"), false);
  EXPECT_EQ(boost::json::parse(get("/_localstack/init/ready")->body).at("completed"), true);
  EXPECT_FALSE(get("/_localstack/other").has_value());
  EXPECT_FALSE(get("/").has_value());
  EXPECT_FALSE(pages.Answer({.method = "POST", .target = "/_localstack/health"}).has_value());
}

}  // namespace
}  // namespace rolecall::server
