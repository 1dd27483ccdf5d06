// Providers with `for_each`: which instance an object belongs to, in resources and in modules, in plan, state and end.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine::testing {
namespace {

const char* const kProviders = R"(
variable "regions" {
  type    = set(string)
  default = ["eu", "us"]
}
provider "aws" {
  alias    = "by"
  for_each = var.regions
  region   = "region-${each.value}"
}
)";
const char* const kThings = R"(
variable "things" {
  type    = set(string)
  default = ["eu", "us"]
}
resource "aws_thing" "t" {
  for_each = var.things
  provider = aws.by[each.key]
  name     = each.key
}
)";

std::string ProviderOf(const Workshop& shop, const std::string& key) {
  const Instance* instance = shop.state.FindInstance({"", ResourceMode::kManaged, "aws_thing", "t"}, key);
  return instance == nullptr ? "none" : instance->provider;
}

void Give(Workshop& shop, const std::string& name, const std::string& value) {
  shop.inputs.push_back({VariableInput::Kind::kAssignment, name + "=" + value});
}

std::string Problems(const std::string& text) {
  Workshop shop({{"main.tf", text}, {"m/main.tf", "resource \"aws_thing\" \"t\" {\n  name = \"m\"\n}\n"}});
  shop.MakePlan();
  return shop.Errors();
}

TEST(ProviderInstances, EachObjectBelongsToItsOwn) {
  Workshop shop({{"main.tf", std::string(kProviders) + kThings}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(ProviderOf(shop, "eu"), "provider[\"registry.opentofu.org/hashicorp/aws\"].by[\"eu\"]");
  EXPECT_EQ(shop.state.resources().begin()->second.provider, "provider[\"registry.opentofu.org/hashicorp/aws\"].by");
  EXPECT_GE(shop.cloud.Count("configure region-eu"), 1);
  EXPECT_GE(shop.cloud.Count("configure region-us"), 1);
  const Plan again = shop.MakePlan();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_FALSE(again.HasChanges());
}

TEST(ProviderInstances, AnObjectGoesWhileItsProviderStaysAndNotAfterIt) {
  Workshop shop({{"main.tf", std::string(kProviders) + kThings}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  Give(shop, "things", "[\"eu\"]");
  std::string fewer = std::string(kProviders) + kThings;
  fewer.replace(fewer.find("[\"eu\", \"us\"]"), 12, "[\"eu\"]");
  ASSERT_TRUE(shop.files.Write("main.tf", fewer, FileMode::kPublic).ok());
  shop.MakePlan();
  EXPECT_NE(shop.Errors().find("Provider instance not present: To work with aws_thing.t[\"us\"] its original provider "
                               "instance at provider[\"registry.opentofu.org/hashicorp/aws\"].by[\"us\"] is required"),
            std::string::npos)
      << shop.Errors();
  ASSERT_TRUE(shop.files.Write("main.tf", std::string(kProviders) + kThings, FileMode::kPublic).ok());
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(ProviderOf(shop, "us"), "none");
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_TRUE(shop.cloud.things.empty());
}

TEST(ProviderInstances, ModulesArePassedOneEach) {
  Workshop shop({{"main.tf", std::string(kProviders) +
                                 "module \"m\" {\n  source   = \"./m\"\n  for_each = var.regions\n  name     = "
                                 "each.key\n  providers = {\n    aws = aws.by[each.key]\n  }\n}\n"},
                 {"m/main.tf", "variable \"name\" {}\nresource \"aws_thing\" \"t\" {\n  name = var.name\n}\n"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Workshop::Find(plan, "module.m[\"us\"].aws_thing.t")->provider.Text(),
            "provider[\"registry.opentofu.org/hashicorp/aws\"].by[\"us\"]");
  shop.Apply(plan);
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_FALSE(shop.MakePlan().HasChanges());
}

TEST(ProviderInstances, AKeyAsWrittenIsOneToo) {
  Workshop shop({{"main.tf", std::string(kProviders) +
                                 "resource \"aws_thing\" \"t\" {\n  provider = aws.by[\"us\"]\n  name = \"x\"\n}\n"}});
  const Plan plan = shop.MakePlan();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->provider.alias, "by[\"us\"]");
}

TEST(ProviderInstances, MistakesAreTold) {
  const auto has = [](const std::string& text, const std::string& part) {
    const std::string all = Problems(text);
    EXPECT_NE(all.find(part), std::string::npos) << text << all;
  };
  const auto thing = [](const std::string& provider) {
    return std::string(kProviders) + "resource \"aws_thing\" \"t\" {\n  provider = " + provider +
           "\n  name = \"x\"\n}\n";
  };
  has(thing("aws.by"), "A reference to a provider configuration which uses for_each requires an instance key");
  has(thing("aws.by[\"nowhere\"]"), "Provider instance not present");
  has(thing("aws.by[each.key]"), "each");
  has(thing("aws.by[true ? null : \"x\"]"), "A provider instance key must not be null");
  has("provider \"aws\" {\n  alias = \"one\"\n  region = \"x\"\n}\nresource \"aws_thing\" \"t\" {\n  provider = "
      "aws.one[\"a\"]\n  name = "
      "\"x\"\n}\n",
      "An instance key can be specified only for a provider configuration that uses for_each");
  has("provider \"aws\" {\n  for_each = toset([\"a\"])\n}\n", "Alias required when using \"for_each\"");
  has("provider \"aws\" {\n  alias = \"a\"\n  for_each = toset([aws_thing.t.id])\n}\nresource \"aws_thing\" \"t\" {\n  "
      "name "
      "= \"x\"\n}\n",
      "Dynamic value in static context");
  has(std::string(kProviders) + "module \"m\" {\n  source = \"./m\"\n  providers = {\n    aws = aws.by\n  }\n}\n",
      "Invalid module provider configuration");
}

}  // namespace
}  // namespace rolecall::engine::testing
