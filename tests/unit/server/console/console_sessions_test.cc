// Links and sessions of the plane's own page: how long, how often, how many.
#include "server/console/console_sessions.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

using std::chrono::seconds;

class ConsoleSessionsTest : public ::testing::Test {
 protected:
  ConsoleHolder HolderOf(const std::string& key) const {
    return {.access_key_id = key, .session_token = Secret("token"), .until = now_ + std::chrono::hours(100)};
  }
  std::string LinkOf(const std::string& key) {
    const std::optional<Secret> link = sessions_.NewLink(HolderOf(key), now_);
    return link ? std::string(link->Reveal()) : "";
  }
  std::string SessionOf(const std::string& key) {
    const std::optional<Secret> cookie = sessions_.NewSession(HolderOf(key), now_);
    return cookie ? std::string(cookie->Reveal()) : "";
  }
  std::shared_ptr<ConsoleSession> Find(const std::string& cookie) { return sessions_.Find({cookie}, now_); }

  FakeRandom random_;
  ConsoleSessions sessions_{random_};
  Time now_ = FromUnixSeconds(1795000000);
};

TEST_F(ConsoleSessionsTest, ALinkIsGoodOnceAndForTwoMinutes) {
  const std::string link = LinkOf("A");
  EXPECT_EQ(link.size(), 64u);
  EXPECT_FALSE(sessions_.Enter(link.substr(1), now_));
  EXPECT_FALSE(sessions_.Enter("", now_));
  const std::optional<ConsoleHolder> holder = sessions_.Enter(link, now_ + seconds(119));
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->access_key_id, "A");
  EXPECT_EQ(holder->session_token.Reveal(), "token");
  EXPECT_FALSE(sessions_.Enter(link, now_ + seconds(119)));
  EXPECT_FALSE(sessions_.Enter(LinkOf("A"), now_ + seconds(120)));
}

TEST_F(ConsoleSessionsTest, OpenLinksAreFewAndOneKeyDoesNotTakeAll) {
  const std::string first = LinkOf("A");
  for (std::size_t i = 0; i < ConsoleSessions::kMostLinksOfOne; ++i) EXPECT_NE(LinkOf("A"), "");
  EXPECT_FALSE(sessions_.Enter(first, now_)) << "the oldest of its own goes";
  for (std::size_t i = 0; i < 2 * ConsoleSessions::kMostLinks; ++i) LinkOf("B" + std::to_string(i));
  EXPECT_EQ(LinkOf("C"), "") << "no room";
  now_ += ConsoleSessions::kLinkLife;
  EXPECT_NE(LinkOf("C"), "") << "those that are over make room";
}

TEST_F(ConsoleSessionsTest, ASessionEndsWithItsTimeAndWithWhatItsHolderIsGoodFor) {
  const std::string cookie = SessionOf("A");
  EXPECT_EQ(Find(cookie)->holder.access_key_id, "A");
  EXPECT_EQ(Find(cookie.substr(1)), nullptr);
  EXPECT_EQ(Find(""), nullptr);
  EXPECT_NE(sessions_.Find({"x", cookie, "y"}, now_), nullptr);
  EXPECT_EQ(Find(LinkOf("A")), nullptr) << "a link is no cookie";
  ConsoleHolder brief = HolderOf("B");
  brief.until = now_ + seconds(900);
  const std::string short_one(sessions_.NewSession(brief, now_)->Reveal());
  now_ += seconds(899);
  EXPECT_NE(Find(short_one), nullptr);
  now_ += seconds(1);
  EXPECT_EQ(Find(short_one), nullptr);
  EXPECT_NE(Find(cookie), nullptr);
  now_ += ConsoleSessions::kSessionLife;
  EXPECT_EQ(Find(cookie), nullptr);
}

TEST_F(ConsoleSessionsTest, SessionsAreFewAndEndWhenTold) {
  const std::string first = SessionOf("A");
  for (std::size_t i = 0; i < ConsoleSessions::kMostSessionsOfOne; ++i) SessionOf("A");
  EXPECT_EQ(Find(first), nullptr);
  const std::string last = SessionOf("A");
  const std::shared_ptr<ConsoleSession> session = Find(last);
  sessions_.End(*session);
  EXPECT_EQ(Find(last), nullptr);
  EXPECT_FALSE(sessions_.MayAsk(*session, now_));
  for (std::size_t i = 0; i < ConsoleSessions::kMostSessions; ++i) SessionOf("B" + std::to_string(i));
  EXPECT_EQ(SessionOf("C"), "");
}

TEST_F(ConsoleSessionsTest, ASessionAsksSoOftenInASecondAndNotMore) {
  const std::shared_ptr<ConsoleSession> session = Find(SessionOf("A"));
  for (int i = 0; i < ConsoleSessions::kMostInSecond; ++i) EXPECT_TRUE(sessions_.MayAsk(*session, now_));
  EXPECT_FALSE(sessions_.MayAsk(*session, now_));
  EXPECT_TRUE(sessions_.MayAsk(*session, now_ + seconds(1)));
}

}  // namespace
}  // namespace rolecall::server
