// Override files: their arguments and blocks stand in place of those of the block that they name.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

TEST(Override, ArgumentsAreReplacedAddedOrLeftAndBlocksAreReplacedByType) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "resource \"aws_thing\" \"t\" {\n  name = \"before\"\n  policy = \"kept\"\n  rule { port = 1 }\n"
       "  rule { port = 2 }\n}\n"},
      {"override.tf",
       "resource \"aws_thing\" \"t\" {\n  name = \"after\"\n  secret = \"added\"\n  rule { port = 3 }\n}\n"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  ASSERT_EQ(plan.changes.size(), 1u);
  const value::Value& after = plan.changes[0].after;
  EXPECT_EQ(after.Get("name").AsString(), "after");
  EXPECT_EQ(after.Get("policy").AsString(), "kept");
  EXPECT_EQ(after.Get("secret").AsString(), "added");
  ASSERT_EQ(after.Get("rule").size(), 1u);
  EXPECT_EQ(after.Get("rule").elements()[0].Get("port").AsNumber().Text(), "3");
}

TEST(Override, ADynamicBlockReplacesTheBlocksOfItsType) {
  Workshop shop(
      Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n  rule { port = 1 }\n}\n"},
                          {"t_override.tf",
                           "resource \"aws_thing\" \"t\" {\n  dynamic \"rule\" {\n    for_each = [8, 9]\n    content { "
                           "port = rule.value }\n"
                           "  }\n}\n"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  ASSERT_EQ(plan.changes[0].after.Get("rule").size(), 2u);
  EXPECT_EQ(plan.changes[0].after.Get("rule").elements()[0].Get("port").AsNumber().Text(), "8");
}

TEST(Override, AProviderKeepsWhatTheOverrideDoesNotSay) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf", "provider \"aws\" {\n  region = \"before\"\n}\nresource \"aws_thing\" \"t\" { name = \"t\" }\n"},
      {"override.tf", "provider \"aws\" {\n  region = \"after\"\n}\n"}});
  shop.MakePlan();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("configure after"), 1);
  EXPECT_EQ(shop.cloud.Count("configure before"), 0);
}

TEST(Override, ABackendTakesThePlaceOfACloudBlockAndTheOtherWayRound) {
  const auto loaded = [](const std::string& base, const std::string& override) {
    auto shop = std::make_unique<Workshop>(Workshop::FileTexts{
        {"main.tf", "terraform {\n  " + base + "\n}\n"}, {"override.tf", "terraform {\n  " + override + "\n}\n"}});
    shop->Load();
    return shop;
  };
  auto shop = loaded("cloud {}", "backend \"local\" {}");
  EXPECT_EQ(shop->Errors(), "");
  EXPECT_FALSE(shop->configuration->root->cloud);
  EXPECT_TRUE(shop->configuration->root->backend);
  shop = loaded("backend \"local\" {}", "cloud {}");
  EXPECT_EQ(shop->Errors(), "");
  EXPECT_TRUE(shop->configuration->root->cloud);
  EXPECT_FALSE(shop->configuration->root->backend);
  shop = loaded("cloud {}", "cloud {}\n  cloud {}");
  EXPECT_NE(shop->Errors().find("override.tf:3  Duplicate cloud configurations"), std::string::npos) << shop->Errors();
  shop = loaded("", "backend \"local\" {}\n  backend \"local\" {}");
  EXPECT_NE(shop->Errors().find("Each override file may have only one backend configuration."), std::string::npos);
}

TEST(Override, ACountTakesThePlaceOfAForEach) {
  Workshop shop(
      Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"t\" {\n  for_each = { a = 1 }\n  name = \"t\"\n}\n"},
                          {"override.tf", "resource \"aws_thing\" \"t\" {\n  count = 2\n}\n"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  ASSERT_EQ(plan.changes.size(), 2u);
  EXPECT_EQ(plan.changes[1].address.Text(), "aws_thing.t[1]");
}

}  // namespace
}  // namespace rolecall::engine
