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

TEST(Validate, WhetherAChecksAssertionHoldsIsNotForIt) {
  const std::string check = "check \"c\" {\n  assert {\n    condition = path.root == 1\n    error_message = ";
  EXPECT_EQ(ValidateErrors({{"main.tf", check + "\"never\"\n  }\n}\n"}}), "");
  EXPECT_NE(ValidateErrors({{"main.tf", check + "[1]\n  }\n}\n"}}).find("Invalid error message"), std::string::npos);
}

// Nothing of the object is known yet, but which of it is secret.
TEST(Validate, AnOutputOfWhatTheSchemaCallsSecretMustSaySo) {
  const std::string thing = "resource \"aws_thing\" \"a\" {\n  name = \"n\"\n}\n";
  EXPECT_NE(ValidateErrors({{"main.tf", thing + "output \"o\" { value = aws_thing.a.secret }\n"}})
                .find("Output refers to sensitive values"),
            std::string::npos);
  EXPECT_EQ(ValidateErrors({{"main.tf", thing + "output \"o\" { value = aws_thing.a.id }\n"}}), "");
}

// What comes to no object is never walked, and must be right all the same.
TEST(Validate, APlanChecksWhatIsSwitchedOff) {
  const std::string wrong = "  policy = 2 > 1 < 2\n  name = \"n\"\n}\n";
  for (const std::string& text :
       {"resource \"aws_thing\" \"a\" {\n  count = 0\n" + wrong, "resource \"aws_thing\" \"a\" {\n" + wrong}) {
    Workshop shop({{"main.tf", text}});
    const Plan plan = shop.MakePlan();
    EXPECT_TRUE(plan.errored);
    EXPECT_NE(shop.Errors().find("Invalid operand"), std::string::npos) << shop.Errors();
    EXPECT_TRUE(plan.changes.empty());
  }
}

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
  EXPECT_NE(errors.find("The given value is not suitable for module.m.var.list declared at m/m.tf"), std::string::npos)
      << errors;
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

TEST(Validate, WhatStandsOnAWrongBlockIsNotLookedAt) {
  const std::string user = "resource \"aws_thing\" \"b\" {\n  name = aws_thing.a.id\n  also = 1\n}\n";
  const auto count = [&](const std::string& body) {
    const std::string errors = ValidateErrors({{"main.tf", "resource \"aws_thing\" \"a\" {\n" + body + "}\n" + user}});
    std::size_t found = 0;
    for (std::size_t at = 0; (at = errors.find("\n", at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("  name = \"a\"\n"), 1U) << "b's own";
  EXPECT_EQ(count("  name = \"a\"\n  none = 1\n"), 1U) << "a's alone";
  EXPECT_EQ(count("  name = []\n"), 1U) << "a's alone";
}

TEST(Validate, AProvisionerThatNobodyHasIsToldAlone) {
  const std::string errors = ValidateErrors(
      {{"main.tf",
        "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n  none = 1\n  provisioner \"habitat2\" {\n    x = "
        "local.none\n  }\n}\noutput \"o\" { value = var.none }\n"}});
  EXPECT_NE(errors.find("Missing required provisioner plugin"), std::string::npos) << errors;
  EXPECT_EQ(errors.find("none"), std::string::npos) << errors;
}

TEST(Validate, ANameThatMeansNothingWhereItStandsIsToldOnce) {
  const std::string errors = ValidateErrors({{"main.tf", "resource \"aws_thing\" \"a\" {\n  name = self.id\n}\n"}});
  EXPECT_NE(errors.find("Invalid \"self\" reference"), std::string::npos) << errors;
  EXPECT_EQ(errors.find("There is no variable named"), std::string::npos) << errors;
}

}  // namespace
}  // namespace rolecall::engine
