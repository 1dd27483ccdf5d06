#include <gtest/gtest.h>

#include "aws/client/client.h"

namespace rolecall::aws {
namespace {

std::string Agent(const std::string& app, const std::string& more) {
  FakeEnvironment environment;
  environment.Set("AWS_SDK_UA_APP_ID", app);
  environment.Set("TF_APPEND_USER_AGENT", more);
  return UserAgent(environment);
}

TEST(UserAgent, NamesTheCallersOwnTool) {
  EXPECT_EQ(UserAgent(FakeEnvironment()), "rolecall");
  EXPECT_EQ(Agent("", " ci/7 (build) "), "rolecall ci/7 (build)");
  EXPECT_EQ(Agent("shop", "ci/7"), "rolecall app/shop ci/7");
}

TEST(UserAgent, NothingBreaksOutOfTheHeader) {
  EXPECT_EQ(Agent("shop", "ci\r\nx-amz-acl: public-read"), "rolecall app/shop");
  EXPECT_EQ(Agent(std::string(1025, 'a'), "ci/7"), "rolecall ci/7");
}

}  // namespace
}  // namespace rolecall::aws
