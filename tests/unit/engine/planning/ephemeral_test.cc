// Ephemeral values: where they may go, and that they reach neither plan nor state.
#include <gtest/gtest.h>

#include "engine/plan/plan_file.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

std::string PlanErrors(Workshop::FileTexts files) {
  Workshop shop(std::move(files));
  shop.MakePlan();
  return shop.Errors();
}

constexpr const char* kVariable = "variable \"e\" {\n  type = string\n  default = \"s3cret\"\n  ephemeral = true\n}\n";

TEST(Ephemeral, StaysOutOfResources) {
  EXPECT_SAYS(
      PlanErrors({{"main.tf", kVariable + std::string("resource \"aws_thing\" \"a\" { name = \"x${var.e}\" }\n")}}),
      "Attribute \".name\" is referencing an ephemeral value but ephemeral values can be referenced only by");
}

TEST(Ephemeral, StaysOutOfRootOutputs) {
  const std::string plain = PlanErrors({{"main.tf", kVariable + std::string("output \"o\" { value = var.e }\n")}});
  EXPECT_SAYS(plain, "Output does not allow ephemeral value");
  const std::string declared =
      PlanErrors({{"main.tf", kVariable + std::string("output \"o\" {\n  value = var.e\n  ephemeral = true\n}\n")}});
  EXPECT_SAYS(declared, "Root modules are not allowed to have outputs defined as ephemeral");
}

TEST(Ephemeral, CrossesModulesWhereBothSidesSaySo) {
  const std::string call = "module \"m\" {\n  source = \"./m\"\n  in = var.e\n}\n";
  EXPECT_SAYS(PlanErrors({{"main.tf", kVariable + call}, {"m/m.tf", "variable \"in\" {}\n"}}),
              "The value used for the variable \"in\" is ephemeral");
  const std::string child =
      "variable \"in\" { ephemeral = true }\noutput \"out\" {\n  value = upper(var.in)\n  ephemeral = true\n}\n";
  EXPECT_EQ(PlanErrors({{"main.tf", kVariable + call + "locals { x = module.m.out }\n"}, {"m/m.tf", child}}), "");
  EXPECT_SAYS(
      PlanErrors({{"main.tf", kVariable + call + "output \"o\" { value = module.m.out }\n"}, {"m/m.tf", child}}),
      "Output does not allow ephemeral value");
}

TEST(Ephemeral, DoesNotDecideWhichInstancesThereAre) {
  EXPECT_SAYS(
      PlanErrors({{"main.tf", kVariable + std::string("resource \"aws_thing\" \"a\" {\n  count = length(var.e)\n"
                                                      "  name = \"a\"\n}\n")}}),
      "derived from ephemeral values");
  EXPECT_SAYS(PlanErrors({{"main.tf", kVariable + std::string("resource \"aws_thing\" \"a\" {\n"
                                                              "  for_each = toset([var.e])\n  name = \"a\"\n}\n")}}),
              "derived from ephemeral values");
}

TEST(Ephemeral, IsNotInSavedPlans) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       kVariable + std::string("variable \"v\" { default = \"kept\" }\nresource \"aws_thing\" \"a\" { name = "
                               "ephemeralasnull(var.e) == null ? var.v : \"\" }\n")}});
  SavedPlan saved;
  saved.plan = shop.MakePlan();
  ASSERT_FALSE(saved.plan.errored) << shop.Errors();
  const std::string text = EncodePlan(saved);
  EXPECT_EQ(text.find("s3cret"), std::string::npos);
  EXPECT_SAYS(text, "kept");
  EXPECT_EQ(shop.Apply(saved.plan).added, 1);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
