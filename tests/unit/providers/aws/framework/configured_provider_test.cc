// What a configured provider gives: behaviour by version, unique names, waiting.
#include "providers/aws/framework/configured_provider.h"

#include <gtest/gtest.h>

namespace rolecall::providers::aws {
namespace {

TEST(Behaviour, AVersionThatCannotBeReadIsTheNewest) {
  EXPECT_EQ(Behaviour("").major(), 6);
  EXPECT_EQ(Behaviour("latest").major(), 6);
  EXPECT_EQ(Behaviour("4.22.0").major(), 4);
  EXPECT_FALSE(Behaviour("5").has_minified_json());
  EXPECT_FALSE(Behaviour("5.59.9").has_minified_json());
  EXPECT_TRUE(Behaviour("5.60").has_minified_json());
}

class SessionTest : public testing::Test {
 protected:
  SessionTest() : clock_(*ParseAmzDate("20261123T181114Z")), sleeper_(clock_) {}
  class Switch final : public engine::Cancellation {
   public:
    bool IsCancelled() const override { return cancelled; }
    bool cancelled = false;
  };
  FakeClock clock_;
  FakeRandom random_;
  api::FakeSleeper sleeper_;
  ConfiguredProvider provider_{Behaviour(""), clock_, random_, sleeper_,
                               std::make_shared<std::atomic<std::uint32_t>>(0)};
};

TEST_F(SessionTest, UniqueNamesDifferAtTheSameTimeAndShowTheirPrefix) {
  std::string first = UniqueName(provider_, "app-");
  EXPECT_NE(first, UniqueName(provider_, "app-"));
  EXPECT_EQ(PrefixOfUniqueName(first), "app-");
  EXPECT_EQ(PrefixOfUniqueName("app"), "");
  EXPECT_EQ(PrefixOfUniqueName("a-name-of-more-than-twenty-six-characters"), "");
}

TEST_F(SessionTest, WaitsDoubleUpToTenSecondsAndEndInTime) {
  Call call{provider_};
  Backoff backoff(call, std::chrono::seconds(60));
  std::vector<long long> waits;
  for (auto before = sleeper_.slept(); backoff.Wait(); before = sleeper_.slept()) {
    waits.push_back((sleeper_.slept() - before).count());
  }
  EXPECT_EQ(waits, (std::vector<long long>{500, 1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000}));
}

TEST_F(SessionTest, NobodyWaitsAfterTheUserStopped) {
  Switch stop;
  stop.cancelled = true;
  Call call{provider_, &stop};
  EXPECT_FALSE(Backoff(call, std::chrono::seconds(60)).Wait());
  EXPECT_EQ(sleeper_.count(), 0);
}

TEST_F(SessionTest, OnlyErrorsThatPassAreTriedAgain) {
  Call call{provider_};
  int tries = 0;
  auto attempt = [&]() -> api::ServiceResult<int> {
    if (++tries == 3) return 7;
    api::ServiceError error;
    error.code = tries == 1 ? "Passing" : "Other";
    return error;
  };
  auto outcome = RetryWhile<int>(
      call, std::chrono::seconds(10), [](const api::ServiceError& error) { return error.Is("Passing"); }, attempt);
  EXPECT_FALSE(outcome.ok());
  EXPECT_EQ(tries, 2);
  outcome = RetryWhile<int>(
      call, std::chrono::seconds(10), [](const api::ServiceError&) { return true; }, attempt);
  EXPECT_EQ(*outcome, 7);
}

}  // namespace
}  // namespace rolecall::providers::aws
