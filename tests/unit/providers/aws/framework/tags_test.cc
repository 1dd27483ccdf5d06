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

TEST_F(TagsTest, DefaultTagsWithoutValueCannotBePlannedAlone) {
  Configure("6.47.1", {{"Empty", ""}});
  const Object config = Config("aws_iam_user", {{"name", "ci"}});
  EXPECT_TRUE(
      Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned).IsUnknown("tags_all"));
}

TEST_F(TagsTest, DefaultTagsWithoutValueArePlannedBesideChangedOwnOnes) {
  Configure("6.47.1", {{"Empty", ""}});
  Object config = Config("aws_iam_user", {{"name", "ci"}});
  config.SetTextMap("tags", {{"A", "x"}});
  const Object planned = Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned);
  EXPECT_EQ(planned.TextMap("tags_all"), (Tags{{"A", "x"}}));
  EXPECT_FALSE(planned.Get("tags_all").members().at("Empty").IsKnown()) << "as the SDK plans it";
  aws_->Answer("CreateUser", "<User><UserName>ci</UserName></User>");
  aws_->Answer("GetUser", "<User><UserName>ci</UserName><Path>/</Path></User>");
  Create("aws_iam_user", config);
  EXPECT_EQ(aws_->sent["CreateUser"]["Tags.member.2.Key"], "Empty");
}

TEST_F(TagsTest, DefaultTagsThatAreTakenAwayAltogetherChangeNothingInThePlan) {
  Configure("6.47.1");
  Object prior = Config("aws_iam_user", {{"id", "ci"}, {"name", "ci"}, {"path", "/"}});
  prior.SetFlag("force_destroy", false);
  prior.SetTextMap("tags", {});
  prior.SetTextMap("tags_all", {{"Owner", "core"}});
  Object config = Config("aws_iam_user", {{"name", "ci"}});
  const Object same = Wrap("aws_iam_user", Plan("aws_iam_user", prior.ToValue(), config).planned);
  EXPECT_EQ(same.TextMap("tags_all"), (Tags{{"Owner", "core"}}));
  prior.SetTextMap("tags", {{"A", "x"}});
  const Object none = Wrap("aws_iam_user", Plan("aws_iam_user", prior.ToValue(), config).planned);
  EXPECT_TRUE(none.IsSet("tags") && none.TextMap("tags").empty()) << "removed tags are empty ones";
  EXPECT_TRUE(none.IsSet("tags_all") && none.TextMap("tags_all").empty());
}

TEST_F(TagsTest, NoTagsAtAllAreNotThereWhenItIsMade) {
  Configure("6.47.1");
  Object config = Config("aws_iam_user", {{"name", "ci"}});
  config.SetTextMap("tags", {});
  const Object planned = Wrap("aws_iam_user", Plan("aws_iam_user", Nothing("aws_iam_user"), config).planned);
  EXPECT_TRUE(planned.Get("tags").IsNull());
  EXPECT_TRUE(planned.IsUnknown("tags_all"));
}

TEST_F(TagsTest, WithoutTagsTheyAreNullWhenItIsMadeAndEmptyWhenItIsRead) {
  Configure("6.47.1");
  aws_->Answer("CreateUser", "<User><UserName>ci</UserName></User>");
  aws_->Answer("GetUser", "<User><UserName>ci</UserName><Path>/</Path></User>");
  const Object config = Config("aws_iam_user", {{"name", "ci"}});
  const Object made = Create("aws_iam_user", config);
  EXPECT_TRUE(made.Get("tags").IsNull());
  EXPECT_TRUE(made.IsSet("tags_all"));
  const Value read = Read("aws_iam_user", made);
  EXPECT_TRUE(Wrap("aws_iam_user", read).IsSet("tags"));
  EXPECT_TRUE(Plan("aws_iam_user", read, config).planned.Same(read));
}

}  // namespace
}  // namespace rolecall::providers::aws
