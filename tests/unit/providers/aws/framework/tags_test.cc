// Tags as the versions differ, and default tags.
#include "providers/aws/framework/tags.h"

#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class TagsTest : public ProviderTest {};

TEST(Tags, OfTheProviderAreUnderneathAndIgnoredOnesAreOut) {
  TagSettings settings;
  settings.defaults = {{"Team", "a"}, {"Skip", "x"}};
  settings.ignored_keys = {"Skip"};
  settings.ignored_prefixes = {"kubernetes.io/"};
  EXPECT_EQ(settings.Managed({{"aws:x", "1"}, {"Skip", "1"}, {"kubernetes.io/c", "1"}, {"a", "b"}}),
            (Tags{{"a", "b"}}));
}

TEST_F(TagsTest, VersionFourRefusesTagsThatOnlyRepeatDefaultTags) {
  Configure("4.22.0", {{"Team", "core"}, {"Env", "main"}});
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Team", "core"}});
  Plan("aws_iam_user", Nothing("aws_iam_user"), config);
  EXPECT_NE(Problems().find("de-duplicate"), std::string::npos);
}

TEST_F(TagsTest, LaterVersionsTakeThemAndKeepThem) {
  Configure("5.36.0", {{"Team", "core"}});
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Team", "core"}});
  Object planned = Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(planned.TextMap("tags_all"), (Tags{{"Team", "core"}}));
}

TEST_F(TagsTest, ATagWithoutValueIsSentThoughItCannotBePlanned) {
  Configure("6.25.0", {{"Team", "core"}});
  aws_->Answer("CreateUser", "<User><UserName>ci</UserName></User>");
  aws_->Answer("GetUser",
               "<User><UserName>ci</UserName><Path>/</Path><Tags><member><Key>Flag</Key><Value/></member>"
               "<member><Key>Team</Key><Value>core</Value></member></Tags></User>");
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ci");
  config.SetTextMap("tags", {{"Flag", ""}});
  EXPECT_TRUE(
      Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned).IsUnknown("tags_all"));
  Value state = Apply("aws_iam_user", Nothing("aws_iam_user"), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["CreateUser"]["Tags.member.1.Key"], "Flag");
  EXPECT_EQ(aws_->sent["CreateUser"]["Tags.member.2.Key"], "Team");
  EXPECT_TRUE(Plan("aws_iam_user", state, config).planned.Same(state));
}

}  // namespace
}  // namespace rolecall::providers::aws
