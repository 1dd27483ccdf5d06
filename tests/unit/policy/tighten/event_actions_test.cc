#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "embedded/table.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

using ::testing::ElementsAre;

TEST(EventActions, EveryRowOfTheTableAnswersForItsCall) {
  std::string_view previous;
  for (const embedded::Row& row : embedded::ReadTable("event-actions.tsv", {"call", "actions"})) {
    EXPECT_LT(previous, row[0]) << "sorted, each call once";
    previous = row[0];
    const std::size_t colon = row[0].find(':');
    ASSERT_NE(colon, std::string_view::npos) << row[0];
    const std::vector<std::string> actions = ActionsOf(row[0].substr(0, colon), row[0].substr(colon + 1), false);
    EXPECT_EQ(actions, embedded::Words(row[1]));
    // Some calls are authorized by another service's actions: apigatewaymanagementapi's by execute-api's.
    for (const std::string& action : actions) EXPECT_EQ(std::ranges::count(action, ':'), 1) << action;
  }
}

TEST(EventActions, ACallWithoutARowIsItsAction) {
  EXPECT_THAT(ActionsOf("s3", "GetBucketAcl", false), ElementsAre("s3:GetBucketAcl"));
  EXPECT_THAT(ActionsOf("email", "SendEmail", false), ElementsAre("ses:SendEmail"));
}

TEST(EventActions, VersionedCallsAskForTheActionsOfVersions) {
  EXPECT_THAT(ActionsOf("s3", "HeadObject", true), ElementsAre("s3:GetObjectVersion"));
  EXPECT_THAT(ActionsOf("s3", "PutObjectTagging", true), ElementsAre("s3:PutObjectVersionTagging"));
  EXPECT_THAT(ActionsOf("s3", "PutObject", true), ElementsAre("s3:PutObject"));
}

}  // namespace
}  // namespace rolecall::policy
