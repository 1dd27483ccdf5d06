#include "engine/plan/relevance.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::vector<std::string> Texts(const Plan& plan) {
  std::vector<std::string> texts;
  for (const RelevantAttribute& one : plan.relevant) {
    std::string text = one.resource.Text();
    for (const value::Step& step : one.path)
      if (const auto* attribute = std::get_if<value::AttributeStep>(&step)) text += "." + attribute->name;
    texts.push_back(text);
  }
  return texts;
}

TEST(FindRelevant, FollowsNamesThroughModulesToTheAttributesTheyEndAt) {
  Workshop shop({{"main.tf", R"(
resource "aws_thing" "base" { name = "base" }
locals { id = aws_thing.base.id }
module "m" {
  source = "./m"
  id     = local.id
}
resource "aws_thing" "user" { name = module.m.out }
resource "aws_thing" "alone" { name = "alone" }
)"},
                 {"m/main.tf", R"(
variable "id" {}
output "out" { value = "x-${var.id}" }
output "other" { value = aws_thing.inner.name }
resource "aws_thing" "inner" { name = "inner" }
)"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Texts(plan), std::vector<std::string>({"aws_thing.base.id"}));
}

TEST(RelevantTo, AnObjectNamedWithItsKeyIsTheOnlyOne) {
  ResourceAddress first{{}, ResourceMode::kManaged, "t", "n", 0LL};
  ResourceAddress second = first.WithKey(1LL);
  const std::vector<RelevantAttribute> relevant = {{first, {value::AttributeStep{"arn"}}}};
  EXPECT_TRUE(RelevantTo(first, relevant).Has("arn"));
  EXPECT_FALSE(RelevantTo(first, relevant).Has("name"));
  EXPECT_FALSE(RelevantTo(second, relevant).Has("arn"));
  EXPECT_TRUE(RelevantTo(second, {{first.WithoutKey(), {}}}).Has("anything"));
}

}  // namespace
}  // namespace rolecall::engine
