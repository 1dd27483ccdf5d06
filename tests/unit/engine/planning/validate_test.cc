#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::string ValidateErrors(std::map<std::string, std::string> files) {
  Workshop shop(std::move(files));
  shop.Load();
  if (shop.configuration && !shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  return shop.Errors();
}

// A module that is switched off is called without what it needs when it is on.
constexpr const char* kSwitchedModule =
    "variable \"create\" { default = true }\nvariable \"prefix\" { default = null }\n"
    "locals { pattern = \"${var.prefix}*\" }\n"
    "resource \"aws_thing\" \"a\" {\n  count = var.create ? 1 : 0\n  name = local.pattern\n}\n";

TEST(Validate, ModulesAreCheckedForAllArgumentsNotForThoseOfOneCall) {
  EXPECT_EQ(ValidateErrors({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  create = false\n}\n"},
                            {"m/m.tf", kSwitchedModule}}),
            "");
}

TEST(Validate, ArgumentsOfACallAreStillCheckedAgainstTheVariable) {
  std::string errors = ValidateErrors(
      {{"main.tf", "module \"m\" {\n  source = \"./m\"\n  n = 7\n  list = \"no\"\n}\n"},
       {"m/m.tf",
        "variable \"n\" {\n  validation {\n    condition = var.n < 5\n    error_message = \"At most four.\"\n  }\n}\n"
        "variable \"list\" { type = list(string) }\n"}});
  EXPECT_NE(errors.find("At most four."), std::string::npos) << errors;
  EXPECT_NE(errors.find("The given value is not suitable for variable \"list\""), std::string::npos) << errors;
}

TEST(Validate, RepeatedModulesAreCheckedOnceForAnyKey) {
  EXPECT_EQ(
      ValidateErrors(
          {{"main.tf",
            "module \"m\" {\n  for_each = { a = null, b = \"x\" }\n  source = \"./m\"\n  v = \"${each.value}!\"\n}\n"
            "output \"o\" { value = module.m[\"a\"].v }\n"},
           {"m/m.tf", "variable \"v\" {}\noutput \"v\" { value = var.v }\n"}}),
      "");
}

TEST(Validate, SensitiveVariablesStaySensitiveThoughNothingIsKnown) {
  std::string errors = ValidateErrors(
      {{"main.tf", "module \"m\" {\n  source = \"./m\"\n  v = \"x\"\n}\noutput \"o\" { value = module.m.v }\n"},
       {"m/m.tf", "variable \"v\" { sensitive = true }\noutput \"v\" { value = var.v }\n"}});
  EXPECT_NE(errors.find("Output refers to sensitive values"), std::string::npos) << errors;
}

TEST(Validate, ABlockThatRefersToItselfIsRefusedByThePlanOnly) {
  for (const char* body : {"name = aws_thing.a.id", "count = 2\n  name = aws_thing.a[0].id"}) {
    const std::map<std::string, std::string> files = {
        {"main.tf", "resource \"aws_thing\" \"a\" {\n  " + std::string(body) + "\n}\n"}};
    EXPECT_EQ(ValidateErrors(files), "") << body;
    Workshop shop(files);
    shop.Load();
    EXPECT_TRUE(shop.MakePlan().errored);
    EXPECT_NE(shop.Errors().find("Configuration for aws_thing.a may not refer to itself."), std::string::npos) << body;
  }
  Workshop waiting(std::map<std::string, std::string>{
      {"main.tf", "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  depends_on = [aws_thing.a]\n}\n"}});
  waiting.Load();
  EXPECT_FALSE(waiting.MakePlan().errored) << waiting.Errors();
}

TEST(Validate, ANameThatMeansNothingWhereItStandsIsToldOnce) {
  const std::string errors = ValidateErrors({{"main.tf", "resource \"aws_thing\" \"a\" {\n  name = self.id\n}\n"}});
  EXPECT_NE(errors.find("Invalid \"self\" reference"), std::string::npos) << errors;
  EXPECT_EQ(errors.find("There is no variable named"), std::string::npos) << errors;
}

}  // namespace
}  // namespace rolecall::engine
