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
  // The outputs of modules that nobody reads are new, too.
  EXPECT_EQ(Texts(plan), std::vector<std::string>({"aws_thing.base.id", "module.m.aws_thing.inner.name"}));
}

TEST(FindRelevant, NamesTheInstanceOfAModuleWhereItIsKnown) {
  Workshop shop({{"main.tf", R"(
module "m" {
  source = "./m"
  count  = 2
}
resource "aws_thing" "one" { name = module.m[1].out }
resource "aws_thing" "all" { name = join(",", module.m[*].out) }
)"},
                 {"m/main.tf", R"(
resource "aws_thing" "inner" { name = "inner" }
resource "aws_thing" "user" { name = aws_thing.inner.id }
output "out" { value = aws_thing.user.id }
)"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Texts(plan), (std::vector<std::string>{"module.m.aws_thing.user.id", "module.m[0].aws_thing.inner.id",
                                                   "module.m[0].aws_thing.user.id", "module.m[1].aws_thing.inner.id",
                                                   "module.m[1].aws_thing.user.id"}));
}

TEST(FindRelevant, OfAnAttributeOnlyWhatItIsMadeOf) {
  const std::string base = R"(
resource "aws_thing" "a" { name = "a" }
resource "aws_thing" "b" { name = "b" }
data "aws_who" "d" {
  seed  = aws_thing.a.name
  count = length(aws_thing.b.name)
}
)";
  Workshop shop(std::map<std::string, std::string>{{"main.tf", base}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  const auto relevant = [&](const std::string& value) {
    const std::string user = "resource \"aws_thing\" \"r\" {\n  name = " + value + "\n}\n";
    EXPECT_TRUE(shop.files.Write("main.tf", base + user, FileMode::kPublic).ok());
    return Texts(shop.MakePlan());
  };
  EXPECT_EQ(relevant("data.aws_who.d[0].seed"),
            (std::vector<std::string>{"aws_thing.a.name", "data.aws_who.d[0].seed"}));
  EXPECT_EQ(relevant("data.aws_who.d[0].id"), (std::vector<std::string>{"data.aws_who.d[0].id"}));
  EXPECT_EQ(relevant("jsonencode(data.aws_who.d)"), (std::vector<std::string>{"aws_thing.a.name", "data.aws_who.d"}))
      << "how many there are is no part of what they are";
}

TEST(FindRelevant, HowManyThereAreCountsWhereOneSaysWhichItIs) {
  const std::string base = R"(
resource "aws_thing" "a" { name = "a" }
resource "aws_thing" "b" { name = "b" }
)";
  Workshop shop(std::map<std::string, std::string>{{"main.tf", base}, {"m/main.tf", R"(
variable "given" {}
resource "aws_thing" "inner" { name = var.given }
)"}});
  shop.PlanAndApply();
  const auto relevant = [&](const std::string& more) {
    EXPECT_TRUE(shop.files.Write("main.tf", base + more, FileMode::kPublic).ok());
    return Texts(shop.MakePlan());
  };
  const auto thing = [](const std::string& repetition, const std::string& name) {
    return "resource \"aws_thing\" \"r\" {\n  " + repetition + "\n  name = " + name + "\n}\n";
  };
  const std::string count = "count = length(aws_thing.a.name)", each = "for_each = toset([aws_thing.b.name])";
  EXPECT_EQ(relevant(thing(count, "\"x\"")), std::vector<std::string>{});
  EXPECT_EQ(relevant(thing(count, "\"x${count.index}\"")), std::vector<std::string>{"aws_thing.a.name"});
  EXPECT_EQ(relevant(thing(each, "\"x\"")), std::vector<std::string>{});
  EXPECT_EQ(relevant(thing(each, "each.key")), std::vector<std::string>{"aws_thing.b.name"});
  // Of a module's call not even there, as in OpenTofu.
  EXPECT_EQ(relevant("module \"m\" {\n  source = \"./m\"\n  " + each + "\n  given = each.key\n}\n"),
            std::vector<std::string>{});
}

TEST(FindRelevant, OutputsOfModulesAreNewWhereTheyAreSomething) {
  const auto relevant = [](const std::string& value) {
    Workshop shop(
        {{"main.tf", "data \"aws_who\" \"d\" {}\nmodule \"m\" {\n  source = \"./m\"\n  given = " + value + "\n}\n"},
         {"m/main.tf", "variable \"given\" {}\noutput \"o\" { value = var.given }\n"}});
    const Plan plan = shop.MakePlan();
    EXPECT_FALSE(plan.errored) << shop.Errors();
    return Texts(plan);
  };
  EXPECT_EQ(relevant("data.aws_who.d.id"), std::vector<std::string>{"data.aws_who.d.id"}) << "a module without objects";
  EXPECT_EQ(relevant("data.aws_who.d.seed"), std::vector<std::string>{}) << "null";
}

TEST(RelevantTo, AnInstanceOfAModuleIsTheOnlyOne) {
  const ModuleAddress first = ModuleAddress().Child("m", 0LL), second = ModuleAddress().Child("m", 1LL);
  const auto in = [](const ModuleAddress& module) {
    return ResourceAddress{module, ResourceMode::kManaged, "t", "n", {}};
  };
  const std::vector<RelevantAttribute> relevant = {{in(first), {value::AttributeStep{"arn"}}}};
  EXPECT_TRUE(RelevantTo(in(first), relevant).Has("arn"));
  EXPECT_FALSE(RelevantTo(in(second), relevant).Has("arn"));
  EXPECT_TRUE(RelevantTo(in(second), {{in(ModuleAddress().Child("m")), {}}}).Has("arn"));
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
