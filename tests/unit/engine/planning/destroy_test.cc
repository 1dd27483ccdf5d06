#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

// A block without objects has nothing to destroy: its type need not even be known. What the module is called has
// nothing to do with it.
class DestroyOfBlocksWithoutObjects : public ::testing::TestWithParam<const char*> {};

TEST_P(DestroyOfBlocksWithoutObjects, LooksAtNoneOfThem) {
  const std::string module = GetParam();
  Workshop shop({{"main.tf", "module \"" + module + "\" { source = \"./m\" }\n"},
                 {"m/m.tf", "resource \"helm_release\" \"r\" {}\nresource \"aws_thing\" \"a\" { name = \"a\" }\n"}});
  PlanOptions destroy;
  destroy.mode = PlanMode::kDestroy;
  const Plan plan = shop.MakePlan(destroy);
  EXPECT_FALSE(plan.errored);
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_EQ(shop.Errors(), "");
}

INSTANTIATE_TEST_SUITE_P(Modules, DestroyOfBlocksWithoutObjects, ::testing::Values("plain", "data"));

constexpr const char* kOneThing = "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n}\n";

// What a destroy says of a configuration with `more` in it, when the object is there.
std::string DestroyErrors(const std::string& more, PlanOptions options = {}, bool has_object = true) {
  Workshop shop(Workshop::FileTexts{{"main.tf", kOneThing}});
  if (has_object) shop.PlanAndApply();
  EXPECT_TRUE(shop.files.Write("main.tf", kOneThing + more, FileMode::kPublic).ok());
  options.mode = PlanMode::kDestroy;
  const Plan plan = shop.MakePlan(options);
  EXPECT_EQ(plan.errored, shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_TRUE(!plan.errored || !plan.walked);
  EXPECT_EQ(plan.changes.size(), has_object && !plan.errored ? 1u : 0u);
  return shop.diagnostics.HasErrors() ? shop.Errors() : "";
}

TEST(Destroy, IsRefusedWhereAnyOfTheConfigurationIsWrong) {
  for (const bool has_object : {true, false}) {
    const auto errors = [&](const std::string& more) { return DestroyErrors(more, {}, has_object); };
    EXPECT_EQ(errors(""), "");
    EXPECT_NE(errors("output \"o\" { value = local.nope }\n").find("Reference to undeclared local value"),
              std::string::npos);
    EXPECT_NE(errors("resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  nope = 1\n}\n").find("Unsupported argument"),
              std::string::npos);
    EXPECT_NE(
        errors("resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  count = \"x\"\n}\n").find("a number is required"),
        std::string::npos);
  }
}

TEST(Destroy, IsRefusedWhereARefreshWouldFail) {
  const std::string late = "output \"o\" {\n  value = element([], length(aws_thing.a.id))\n  sensitive = true\n}\n";
  EXPECT_NE(DestroyErrors(late).find("element"), std::string::npos);
  EXPECT_EQ(DestroyErrors(late, {.refresh = false}), "") << "nothing is looked at";
  EXPECT_EQ(DestroyErrors(late, {}, false), "") << "there is nothing to bring up to date";
}

TEST(Destroy, DoesNotAskForConditions) {
  EXPECT_EQ(DestroyErrors("resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  lifecycle {\n    precondition {\n"
                          "      condition = aws_thing.a.name == \"z\"\n      error_message = \"no\"\n    }\n"
                          "    postcondition {\n      condition = self.name == \"z\"\n      error_message = \"no\"\n"
                          "    }\n  }\n}\noutput \"o\" {\n  value = 1\n  precondition {\n"
                          "    condition = aws_thing.a.name == \"z\"\n    error_message = \"no\"\n  }\n}\n"),
            "");
}

TEST(Destroy, ReadsTheObjectsOnce) {
  Workshop shop(Workshop::FileTexts{{"main.tf", kOneThing}});
  shop.PlanAndApply();
  shop.cloud.log.clear();
  ASSERT_FALSE(shop.MakePlan({.mode = PlanMode::kDestroy}).errored) << shop.Errors();
  EXPECT_EQ(std::count_if(shop.cloud.log.begin(), shop.cloud.log.end(),
                          [](const std::string& line) { return line.starts_with("read "); }),
            1);
}

TEST(Destroy, GoesPastBlocksOfTypesThatAreNotHere) {
  EXPECT_EQ(DestroyErrors("resource \"helm_release\" \"r\" {\n  name = \"r\"\n}\n"
                          "output \"o\" { value = helm_release.r.status }\n"),
            "");
}

TEST(TargetedPlan, IsRefusedWhereTheRestIsWrong) {
  Workshop shop(Workshop::FileTexts{{"main.tf", std::string(kOneThing) + "output \"o\" { value = local.nope }\n"}});
  const Plan plan = shop.MakePlan({.targets = {*ParseTarget("aws_thing.a")}});
  EXPECT_TRUE(plan.errored);
  EXPECT_NE(shop.Errors().find("Reference to undeclared local value"), std::string::npos) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
