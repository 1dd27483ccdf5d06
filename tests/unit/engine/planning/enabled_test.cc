// lifecycle { enabled = … }: the one instance is there or not.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

std::string EnabledBy(const std::string& enabled) {
  return "variable \"on\" { default = " + enabled +
         " }\n"
         "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle { enabled = var.on }\n}\n"
         "module \"m\" {\n  source = \"./m\"\n  lifecycle { enabled = var.on }\n}\n"
         // The type has a sensitive attribute: what is found out about the whole object is sensitive, as in OpenTofu.
         "output \"a\" {\n  value = aws_thing.a == null ? \"none\" : aws_thing.a.name\n  sensitive = true\n}\n"
         "output \"m\" { value = module.m == null ? \"none\" : module.m.name }\n";
}
constexpr const char* kModule =
    "resource \"aws_thing\" \"b\" { name = \"b\" }\noutput \"name\" { value = aws_thing.b.name }\n";

TEST(Enabled, TakesObjectsAwayAndBringsThemBack) {
  Workshop shop(Workshop::FileTexts{{"main.tf", EnabledBy("true")}, {"m/m.tf", kModule}});
  ApplyResult result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 2);
  EXPECT_EQ(result.state.outputs["a"].value_json, "\"a\"");
  ASSERT_TRUE(shop.files.Write("main.tf", EnabledBy("false"), FileMode::kPublic).ok());
  result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.destroyed, 2);
  EXPECT_EQ(result.state.outputs["a"].value_json, "\"none\"");
  EXPECT_EQ(result.state.outputs["m"].value_json, "\"none\"");
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(Enabled, MustBeAKnownBoolAndAlone) {
  const auto errors = [](const std::string& text) {
    Workshop shop(Workshop::FileTexts{{"main.tf", text}});
    shop.MakePlan();
    return shop.Errors();
  };
  EXPECT_SAYS(
      errors("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  count = 1\n  lifecycle { enabled = true }\n}\n"),
      "The \"count\" and \"enabled\" meta-arguments are mutually-exclusive.");
  EXPECT_SAYS(errors("resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  lifecycle { enabled = null }\n}\n"),
              "the given value is null");
  EXPECT_SAYS(errors("resource \"aws_thing\" \"a\" { name = \"a\" }\nresource \"aws_thing\" \"b\" {\n  name = \"b\"\n"
                     "  lifecycle { enabled = aws_thing.a.id == \"x\" }\n}\n"),
              "Invalid enabled argument");
}

}  // namespace
}  // namespace rolecall::engine
