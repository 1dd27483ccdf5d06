// A provider that is mocked asks nobody, also for ephemeral resources.
#include "engine/provider/mocked_provider.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/fake_cloud.h"

namespace rolecall::engine {
namespace {

using testing::FakeCloud;
using testing::FakeProvider;
using value::Type;
using value::Value;

TEST(MockedProvider, MakesUpEphemeralResources) {
  FakeCloud cloud;
  FakeProvider real(cloud);
  MockedProvider mocked(real, {});
  diag::Diagnostics problems;
  ASSERT_NE(mocked.FindEphemeral("aws_token"), nullptr);
  EXPECT_EQ(mocked.EphemeralTypes(), std::vector<std::string>{"aws_token"});
  const Value config = Value::Object({{"seed", Value::String("s")}, {"secret", Value::Null(Type::String())}});
  const OpenedResource opened = mocked.Open("aws_token", config, problems);
  EXPECT_EQ(opened.result.Get("seed").AsString(), "s");
  EXPECT_FALSE(opened.result.Get("secret").IsNull());
  EXPECT_TRUE(opened.result.IsWhollyKnown());
  EXPECT_FALSE(mocked.Renew("aws_token", opened.private_bytes, problems).renew_at);
  mocked.Close("aws_token", opened.private_bytes, problems);
  EXPECT_FALSE(problems.HasErrors());
  EXPECT_TRUE(cloud.log.empty()) << "the real one was asked";
  mocked.ValidateEphemeral("aws_token", Value::Object({{"seed", Value::String("")}, {"secret", config.Get("secret")}}),
                           problems);
  EXPECT_TRUE(problems.HasErrors()) << "its rules count";
}

}  // namespace
}  // namespace rolecall::engine
