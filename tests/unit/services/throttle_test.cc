// Rate limits: token buckets by account and class of operations, and AWS's words when one is empty.
#include "services/throttle.h"

#include <gtest/gtest.h>

namespace rolecall::services {
namespace {

using std::chrono::milliseconds;

class ThrottleTest : public ::testing::Test {
 protected:
  int Taken(Throttle& throttle, int tries, std::string_view who = "1",
            OperationClass operations = OperationClass::kRead, std::string_view service = "iam") {
    int taken = 0;
    for (int i = 0; i < tries; ++i) taken += throttle.Take({service, operations, who}, now_) ? 1 : 0;
    return taken;
  }
  static std::vector<RateLimit> Limits(const std::vector<std::string>& texts) {
    auto limits = ReadRateLimits(texts);
    EXPECT_TRUE(limits.ok()) << limits.error().message;
    return *std::move(limits);
  }
  std::chrono::steady_clock::time_point now_{};
};

TEST_F(ThrottleTest, ABurstGoesAtOnceAndTheRestAtTheRate) {
  Throttle throttle(Limits({"iam=2:5"}));
  EXPECT_EQ(Taken(throttle, 10), 5);
  now_ += milliseconds(499);
  EXPECT_EQ(Taken(throttle, 10), 0);
  now_ += milliseconds(1);
  EXPECT_EQ(Taken(throttle, 10), 1);
  now_ += std::chrono::seconds(2);
  EXPECT_EQ(Taken(throttle, 10), 4);
  now_ += std::chrono::hours(1);
  EXPECT_EQ(Taken(throttle, 10), 5);
}

TEST_F(ThrottleTest, AccountsAndServicesDoNotWaitForEachOther) {
  Throttle throttle(Limits({"iam=1:2"}));
  EXPECT_EQ(Taken(throttle, 5, "1"), 2);
  EXPECT_EQ(Taken(throttle, 5, "2"), 2);
  EXPECT_EQ(Taken(throttle, 5, "1", OperationClass::kRead, "s3"), 5);
}

TEST_F(ThrottleTest, ReadsAndWritesHaveLimitsOfTheirOwn) {
  Throttle throttle(Limits({"iam:write=1", "iam=1:3"}));
  EXPECT_EQ(Taken(throttle, 5, "1", OperationClass::kWrite), 1);
  // What a full limit refuses takes nothing of the other.
  EXPECT_EQ(Taken(throttle, 5, "1", OperationClass::kRead), 2);
}

TEST_F(ThrottleTest, EachSourceHasABucketOfItsOwnForAllThatItCalls) {
  auto limit = ReadSourceLimit("1:3");
  ASSERT_TRUE(limit.ok());
  Throttle throttle({*limit});
  const auto taken = [&](std::string_view address) {
    int count = 0;
    for (int i = 0; i < 5; ++i) count += throttle.Take(Throttle::Source(address), now_) ? 1 : 0;
    return count;
  };
  EXPECT_EQ(taken("192.0.2.1"), 3);
  EXPECT_EQ(taken("192.0.2.2"), 3);
  now_ += std::chrono::seconds(2);
  EXPECT_EQ(taken("192.0.2.1"), 2);
  for (const char* wrong : {"", "0", "-1", "fast", "1:0", "1:", "1:2:3", "1e9"})
    EXPECT_FALSE(ReadSourceLimit(wrong).ok()) << wrong;
}

TEST_F(ThrottleTest, WithoutLimitsNobodyWaits) {
  Throttle throttle({});
  EXPECT_TRUE(throttle.empty());
  EXPECT_EQ(Taken(throttle, 1000), 1000);
}

TEST_F(ThrottleTest, TheNumberOfCallersIsBounded) {
  Throttle throttle(Limits({"iam=1:1"}));
  for (int i = 0; i < 65536; ++i) ASSERT_EQ(Taken(throttle, 1, std::to_string(i)), 1);
  EXPECT_EQ(Taken(throttle, 1, "one more"), 0);
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(Taken(throttle, 1, "one more"), 1);
}

TEST(ThrottleLimits, AreReadOrRefused) {
  const auto limits = ReadRateLimits({"secretsmanager:read=0.5", "s3=3500:5500"});
  ASSERT_TRUE(limits.ok());
  EXPECT_EQ(limits->at(0).burst, 1);
  EXPECT_EQ(limits->at(0).per_second, 0.5);
  EXPECT_EQ(limits->at(0).operations, OperationClass::kRead);
  EXPECT_EQ(limits->at(1).burst, 5500);
  EXPECT_TRUE(ReadRateLimits({"ssm:write=3:3"}).ok());
  for (const char* wrong : {"", "iam", "iam=", "iam=0", "iam=-1", "iam=x", "iam=1:", "iam=1:0.5", "iam:all=1", "sqs=1",
                            "iam=1e3", "iam=nan", "iam=inf", "iam=10000000"}) {
    EXPECT_EQ(ReadRateLimits({wrong}).error().code, ErrorCode::kInvalidArgument) << wrong;
  }
}

TEST(ThrottleErrors, AreEachProtocolsOwn) {
  EXPECT_EQ(ThrottlingError(aws::Protocol::kQuery).code, "Throttling");
  EXPECT_EQ(ThrottlingError(aws::Protocol::kQuery).status, 400);
  EXPECT_EQ(ThrottlingError(aws::Protocol::kJson11).code, "ThrottlingException");
  EXPECT_EQ(ThrottlingError(aws::Protocol::kJson11).status, 400);
  EXPECT_EQ(ThrottlingError(aws::Protocol::kS3).code, "SlowDown");
  EXPECT_EQ(ThrottlingError(aws::Protocol::kS3).status, 503);
}

TEST(ThrottleClasses, AreByName) {
  for (const char* read :
       {"GetRole", "ListUsers", "DescribeSecret", "BatchGetSecretValue", "SimulateCustomPolicy", "GET", "HEAD"}) {
    EXPECT_EQ(ClassOfOperation(read), OperationClass::kRead) << read;
  }
  for (const char* write : {"CreateRole", "PutSecretValue", "AssumeRole", "PUT", "POST", "DELETE", ""}) {
    EXPECT_EQ(ClassOfOperation(write), OperationClass::kWrite) << write;
  }
}

}  // namespace
}  // namespace rolecall::services
