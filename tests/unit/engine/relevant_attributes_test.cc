#include "engine/relevant_attributes.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::string Texts(const Plan& plan) {
  std::string text;
  for (const RelevantAttribute& one : plan.relevant_attributes)
    text += one.resource.Text() + value::PathText(one.attribute) + "\n";
  return text;
}

TEST(RelevantAttributes, AreFollowedThroughModulesLocalsAndDataSources) {
  Workshop shop(
      {{"main.tf",
        "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
        "module \"m\" {\n  source = \"./m\"\n  for_each = { k = aws_thing.a.tags }\n  id = aws_thing.a.id\n}\n"
        "resource \"aws_thing\" \"c\" {\n  name = \"c\"\n  policy = module.m[\"k\"].who\n}\n"},
       {"m/m.tf",
        "variable \"id\" {}\nlocals { seed = \"${var.id}!\" }\n"
        "data \"aws_who\" \"w\" { seed = local.seed }\n"
        "output \"who\" { value = data.aws_who.w.account_id }\n"
        "output \"other\" { value = aws_thing.unasked[*].arn }\n"
        "resource \"aws_thing\" \"unasked\" {\n  count = 0\n  name = \"u\"\n}\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Texts(plan), "aws_thing.a.id\nmodule.m[\"k\"].data.aws_who.w.account_id\n");
}

TEST(RelevantAttributes, AnObjectsOwnDriftIsNotToldButWhatItRefersToIs) {
  Workshop shop(Workshop::FileTexts{{"main.tf",
                                     "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
                                     "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.policy\n  "
                                     "tags = { t = aws_thing.a.arn }\n"
                                     "  lifecycle { ignore_changes = [tags] }\n}\n"}});
  shop.PlanAndApply();
  for (const char* id : {"id-a", "id-b"}) {
    auto members = shop.cloud.things[id].members();
    members["policy"] = value::Value::String("by hand");
    members["secret"] = value::Value::String("by hand");
    shop.cloud.things[id] = value::Value::Object(members);
  }
  Plan plan = shop.MakePlan();
  ASSERT_EQ(plan.drift.size(), 2u);
  std::optional<DriftChange> told = RelevantDrift(plan.drift[0], plan);
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->after.Get("policy").AsString(), "by hand");
  EXPECT_TRUE(told->after.Get("secret").IsNull());
  EXPECT_FALSE(RelevantDrift(plan.drift[1], plan).has_value());
}

}  // namespace
}  // namespace rolecall::engine
