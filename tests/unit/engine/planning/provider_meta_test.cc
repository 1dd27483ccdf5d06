// What a module says to its providers: that it reaches every call for the module's objects, and no other's, and what is
// refused.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine::testing {
namespace {

std::string Says(const std::string& provider, const std::string& body) {
  return "terraform {\n  required_providers {\n    cloud = {\n      source = \"hashicorp/aws\"\n    }\n  }\n"
         "  provider_meta \"" +
         provider + "\" {\n    " + body + "\n  }\n}\n";
}

const char* const kObjects =
    "resource \"aws_thing\" \"t\" {\n  provider = cloud\n  count    = 2\n  name     = \"t${count.index}\"\n}\n"
    "data \"aws_who\" \"w\" {\n  provider = cloud\n}\n";

std::string ErrorsOf(const std::string& text, bool hears_modules) {
  Workshop shop({{"main.tf", text}});
  shop.cloud.hears_modules = hears_modules;
  shop.MakePlan();
  return shop.Errors();
}

TEST(ProviderMeta, IsToldWithEachCallForTheModulesOwnObjects) {
  Workshop shop(
      {{"main.tf", "resource \"aws_thing\" \"r\" {\n  name = \"r\"\n}\nmodule \"m\" {\n  source = \"./m\"\n}\n"},
       {"m/main.tf", Says("cloud", "name = \"partner\"") + kObjects}});
  shop.cloud.hears_modules = true;
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("plan for partner"), 4);  // and once more each before it is made
  EXPECT_EQ(shop.cloud.Count("apply for partner"), 2);
  EXPECT_EQ(shop.cloud.Count("data for partner"), 1);
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("read for partner"), 2);
  EXPECT_EQ(shop.cloud.Count("apply for partner"), 4);
  EXPECT_TRUE(shop.cloud.things.empty());
}

TEST(ProviderMeta, AProviderThatKnowsNoneIsNotToldAny) {
  const std::string errors = ErrorsOf(Says("cloud", "name = \"partner\"") + kObjects, false);
  for (const char* object : {"aws_thing.t[0]", "aws_thing.t[1]", "data.aws_who.w"}) {
    EXPECT_NE(errors.find("main.tf:7  Provider registry.opentofu.org/hashicorp/aws doesn't support provider_meta: The "
                          "resource " +
                          std::string(object) + " belongs to a provider that doesn't support provider_meta blocks\n"),
              std::string::npos)
        << errors;
  }
}

TEST(ProviderMeta, IsOfTheProvidersSchema) {
  EXPECT_NE(ErrorsOf(Says("cloud", "partner = 1") + kObjects, true).find("main.tf:8  Unsupported argument"),
            std::string::npos);
  EXPECT_NE(ErrorsOf(Says("cloud", "name = [1]") + kObjects, true).find("Incorrect attribute value type"),
            std::string::npos);
}

TEST(ProviderMeta, OfAProviderWithoutObjectsIsNobodysBusiness) {
  EXPECT_EQ(ErrorsOf(Says("other", "name = \"partner\"") + kObjects, false), "");
}

}  // namespace
}  // namespace rolecall::engine::testing
