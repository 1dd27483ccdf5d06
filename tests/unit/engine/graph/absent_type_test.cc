#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string Validated(Workshop& shop) {
  shop.Load();
  if (!shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  return shop.Errors();
}

// As modules have it: a role, and a release that the caller may leave out.
constexpr const char* kModule =
    "variable \"release\" { default = true }\n"
    "resource \"helm_release\" \"r\" {\n  count = var.release ? 1 : 0\n  name = aws_thing.a.id\n}\n"
    "data \"aws_gadget\" \"g\" {\n  for_each = var.release ? { g = 1 } : {}\n}\n"
    "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
    "output \"o\" { value = [length(helm_release.r), try(helm_release.r[0].name, \"none\"), keys(data.aws_gadget.g)] "
    "}\n";

TEST(AbsentType, ABlockWithoutInstancesMayHaveAnyType) {
  Workshop shop({{"main.tf",
                  "module \"m\" {\n  source = \"./m\"\n  release = false\n}\n"
                  "output \"o\" { value = module.m.o }\n"},
                 {"m/m.tf", kModule}});
  std::string warnings = Validated(shop);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << warnings;
  EXPECT_SAYS(warnings, "Resource type helm_release is missing: ");
  EXPECT_SAYS(warnings, "belongs to the provider \"hashicorp/helm\", which this program does not have. That does not");
  EXPECT_SAYS(warnings, "does not have the data source \"aws_gadget\". That does not matter as long as");
  ApplyResult result = shop.PlanAndApply();
  ASSERT_TRUE(shop.diagnostics.empty()) << shop.Errors();
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(shop.state.outputs.at("o").value_json, R"([0,"none",[]])");
  PlanOptions destroy;
  destroy.mode = PlanMode::kDestroy;
  EXPECT_EQ(shop.PlanAndApply(destroy).destroyed, 1);
  EXPECT_TRUE(shop.diagnostics.empty()) << shop.Errors();
}

TEST(AbsentType, WithInstancesEveryBlockIsNamedAndNothingIsDone) {
  Workshop shop({{"main.tf", "module \"m\" { source = \"./m\" }\n"}, {"m/m.tf", kModule}});
  Plan plan = shop.MakePlan();
  EXPECT_TRUE(plan.errored);
  std::string errors = shop.Errors();
  EXPECT_SAYS(errors, "module.m.helm_release.r Unknown provider");
  EXPECT_SAYS(errors, "module.m.data.aws_gadget.g Invalid data source");
  EXPECT_SAYS(errors, "The block may stay as long as it has no instances, but it would have 1.");
}

TEST(AbsentType, WhatIsThereInsteadIsSaidOnceAndTheListIsWhole) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "variable \"n\" { default = 2 }\nresource \"aws_thang\" \"a\" {}\nresource \"aws_vpc\" \"b\" {}\n"
       "resource \"aws_subnet\" \"c\" { count = var.n }\n"}});
  std::string errors = Validated(shop);
  EXPECT_EQ(Count(errors, "Invalid resource type: "), 3U) << errors;
  EXPECT_EQ(Count(errors, "it has: "), 1U) << errors;
  EXPECT_SAYS(errors, "\"aws_thang\". Did you mean \"aws_thing\"? Of hashicorp/aws it has: aws_thing.");
  shop.MakePlan();
  EXPECT_EQ(Count(shop.Errors(), "Invalid resource type: "), 3U) << shop.Errors();
}

// Where the provider's own program is installed.
TEST(AbsentType, ATypeThatAWholeProviderDoesNotHaveIsAMistakeWithAndWithoutInstances) {
  Workshop shop({{"main.tf",
                  "resource \"aws_thng\" \"a\" { count = 0 }\ndata \"aws_thng\" \"b\" {}\n"
                  "data \"aws_thing\" \"c\" {}\nephemeral \"aws_gadget\" \"d\" {}\nmodule \"m\" {\n  source = "
                  "\"./m\"\n  count = 0\n}\n"},
                 {"m/m.tf", "resource \"aws_gadget\" \"e\" {}\n"}});
  shop.catalogue.is_whole = true;
  const std::string told =
      "m/m.tf:1  Invalid resource type: The provider hashicorp/aws does not support resource type \"aws_gadget\".\n"
      "main.tf:1  Invalid resource type: The provider hashicorp/aws does not support resource type \"aws_thng\". Did "
      "you mean \"aws_thing\"?\n"
      "main.tf:2  Invalid data source: The provider hashicorp/aws does not support data source \"aws_thng\". Did you "
      "mean \"aws_thing\"?\n"
      "main.tf:3  Invalid data source: The provider hashicorp/aws does not support data source \"aws_thing\".\n\nDid "
      "you intend to use a block of type \"resource\" \"aws_thing\"? If so, declare this using a block of type "
      "\"resource\" instead of one of type \"data\".\n"
      "main.tf:4  Invalid ephemeral resource: The provider hashicorp/aws does not support ephemeral resource "
      "\"aws_gadget\".\n";
  EXPECT_EQ(Validated(shop), told);
  for (const diag::Diagnostic& one : shop.diagnostics.list()) {
    EXPECT_GT(one.subject.start.column, 5) << "the type is marked, not the block";
  }
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_EQ(shop.Errors(), told);
  PlanOptions destroy;
  destroy.mode = PlanMode::kDestroy;
  EXPECT_TRUE(shop.MakePlan(destroy).errored);
  EXPECT_EQ(shop.Errors(), told);
}

TEST(AbsentType, ModulesThatAreNotCalledMayHaveAnyType) {
  Workshop shop({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  count = 0\n}\n"},
                 {"m/m.tf", "resource \"aws_vpc\" \"v\" {}\noutput \"v\" { value = aws_vpc.v.id }\n"}});
  EXPECT_FALSE(shop.MakePlan().errored) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
