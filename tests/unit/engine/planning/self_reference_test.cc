// What `count` and `for_each` say of their own block is what the state has of it; elsewhere a block may not name
// itself.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_TELLS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

std::string ThingWith(const std::string& argument) {
  return "resource \"aws_thing\" \"a\" {\n  " + argument + "\n  name = \"a\"\n}\n";
}

TEST(SelfReference, CountOfABlockSeesTheObjectsThatThereAre) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ThingWith("count = length(aws_thing.a) == 0 ? 1 : 0")}});
  ApplyResult result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 1) << "there was none";
  result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.destroyed, 1) << "there was one";
}

TEST(SelfReference, ForEachOfABlockSeesItsObjectsByKey) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "resource \"aws_thing\" \"a\" {\n  for_each = { k = try(aws_thing.a[\"k\"].name, \"new\") }\n"
       "  name = \"${each.value}!\"\n}\n"}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  const ResourceChange* change = Workshop::Find(plan, "aws_thing.a[\"k\"]");
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->after.members().at("name").AsString(), "new!!");
}

TEST(SelfReference, SeveralInstancesWouldWaitForEachOther) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ThingWith("count = length(aws_thing.a) + 2")}});
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_TELLS(shop.Errors(), "Cycle: The number of instances of aws_thing.a hangs on these themselves");
}

TEST(SelfReference, ElsewhereIsRefusedByAPlanAndNotByADestroyOfNothing) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ThingWith("policy = aws_thing.a.id")}});
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_TELLS(shop.Errors(), "Self-referential block: Configuration for aws_thing.a may not refer to itself.");
  EXPECT_FALSE(shop.MakePlan({.mode = PlanMode::kDestroy}).errored) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
