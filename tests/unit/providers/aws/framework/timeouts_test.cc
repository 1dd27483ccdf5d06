#include "providers/framework/timeouts.h"

#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

// Source: states of the AWS provider 6.47.1.
constexpr char kOfABucket[] =
    R"({"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":1200000000000,"delete":3600000000000,)"
    R"("read":1200000000000,"update":1200000000000}})";

class TimeoutsTest : public ProviderTest {
 protected:
  std::string PrivateOf(const std::string& type, const Object& config) {
    return provider_->Plan(type, {Nothing(type), ""}, config.ToValue(), config.ToValue(), diagnostics_).private_bytes;
  }
};

TEST_F(TimeoutsTest, AreKeptBesideTheObjectAsTheSdkKeepsThem) {
  Configure("6.47.1");
  EXPECT_EQ(PrivateOf("aws_s3_bucket", Config("aws_s3_bucket", {{"bucket", "shop"}})), kOfABucket);
  Object key = Config("aws_kms_key", {});
  EXPECT_EQ(PrivateOf("aws_kms_key", key), R"({"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":120000000000}})");
  key.Set("timeouts", Value::Object({{"create", Value::String("1h30m")}}));
  EXPECT_EQ(PrivateOf("aws_kms_key", key), R"({"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":5400000000000}})");
  EXPECT_EQ(PrivateOf("aws_iam_user", Config("aws_iam_user", {{"name", "ann"}})), "null");
  const char* of_the_framework = "aws_iam_user_policies_exclusive";
  EXPECT_EQ(PrivateOf(of_the_framework, Config(of_the_framework, {{"user_name", "ann"}})), "");
}

TEST_F(TimeoutsTest, WhatIsNoDurationIsAsIfItWereNotThere) {
  Configure("6.47.1");
  Object key = Config("aws_kms_key", {});
  key.Set("timeouts", Value::Object({{"create", Value::String("soon")}}));
  EXPECT_EQ(TimeoutsAsPrivate({{"create", std::chrono::minutes(2)}}, &key),
            R"({"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":120000000000}})");
  EXPECT_EQ(TimeoutsAsPrivate({{"create", std::chrono::minutes(2)}}, nullptr),
            R"({"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":120000000000}})");
}

}  // namespace
}  // namespace rolecall::providers::aws
