#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What loading says of the files.
std::string RulesOf(std::map<std::string, std::string> files) {
  testing::Workshop shop(std::move(files));
  shop.Load();
  return shop.Errors();
}

std::string Required(const std::string& entries) {
  return "terraform {\n  required_providers {\n" + entries + "  }\n}\n";
}

const char* const kFoo = "    foo = {\n      source = \"a/foo\"\n    }\n";
const char* const kOtherFoo = "    foo = {\n      source = \"b/foo\"\n    }\n";

std::string Call(const std::string& providers, const std::string& more = "") {
  return "module \"m\" {\n  source = \"./m\"\n  providers = {\n    " + providers + "\n  }\n" + more + "}\n";
}

TEST(ProviderRules, WhatIsPassedIsOfTheProviderThatTheChildWants) {
  const std::string bar = "    bar = {\n      source = \"a/bar\"\n    }\n";
  EXPECT_EQ(RulesOf({{"a.tf", Required(kFoo) + Call("foo = foo")}, {"m/m.tf", Required(kFoo)}}), "");
  EXPECT_THAT(
      RulesOf({{"a.tf", Required(bar) + Call("foo = bar")}, {"m/m.tf", Required(kFoo)}}),
      HasSubstr("a.tf:11  Provider type mismatch: The local name \"bar\" in the root module represents provider "
                "\"a/bar\", but \"foo\" in module.m represents \"a/foo\".\n\nEach provider has its own distinct "
                "configuration schema and provider types, so this module's \"foo\" can be assigned only a "
                "configuration for a/foo, which is not required by module.m.\n"));
  EXPECT_THAT(RulesOf({{"a.tf", Required(bar) + Call("foo = bar")}, {"m/m.tf", Required(std::string(kFoo) + bar)}}),
              HasSubstr("To pass this configuration to the child module, use the local name \"bar\" instead."));
  EXPECT_THAT(RulesOf({{"a.tf", Required(kOtherFoo) + Call("foo = foo")}, {"m/m.tf", Required(kFoo)}}),
              HasSubstr("represents provider \"b/foo\", but \"foo\" in module.m represents \"a/foo\""));
  EXPECT_THAT(
      RulesOf({{"a.tf", Required("    foo = {\n      source = \"h.example/a/foo\"\n    }\n") + Call("foo = foo")},
               {"m/m.tf", Required(kFoo)}}),
      HasSubstr("represents provider \"h.example/a/foo\""));
}

TEST(ProviderRules, WhatTheChildConfiguresItselfIsNotPassed) {
  const std::string own = "provider \"foo\" {\n  region = \"x\"\n}\n";
  EXPECT_THAT(RulesOf({{"a.tf", Required(kFoo) + Call("foo = foo")}, {"m/m.tf", Required(kFoo) + own}}),
              HasSubstr("a.tf:11  Cannot override provider configuration: The configuration of module.m has its own "
                        "local configuration for foo, and so it cannot accept an overridden configuration provided by "
                        "the root module."));
  for (const char* more : {"  count = 1\n", "  for_each = {}\n", "  depends_on = [terraform_data.d]\n",
                           "  lifecycle {\n    enabled = true\n  }\n"}) {
    EXPECT_THAT(RulesOf({{"a.tf", "module \"m\" {\n  source = \"./m\"\n" + std::string(more) + "}\n"},
                         {"m/m.tf", "module \"n\" { source = \"./n\" }\n"},
                         {"m/n/n.tf", Required(kFoo) + own}}),
                AllOf(HasSubstr("a.tf:"),
                      HasSubstr("Module is incompatible with count, for_each, enabled and depends_on: The module at "
                                "module.m.module.n is a legacy module which contains its own local provider"),
                      HasSubstr("If you also control the module \"./n\"")))
        << more;
  }
  EXPECT_EQ(RulesOf({{"a.tf", "module \"m\" { source = \"./m\" }\n"}, {"m/m.tf", Required(kFoo) + own}}), "");
}

TEST(ProviderRules, AnEmptyBlockOfAChildStandsForWhatIsPassed) {
  const std::string told =
      RulesOf({{"a.tf", Required(kFoo) + "provider \"foo\" {\n  region = \"x\"\n}\n" + Call("foo = foo\n foo.b = foo")},
               {"m/m.tf", "provider \"foo\" {}\nprovider \"foo\" {\n  alias = \"b\"\n}\n" + Required(kFoo)}});
  EXPECT_THAT(told, HasSubstr("m/m.tf:1  Redundant empty provider block: Earlier versions of OpenTofu used empty "));
  EXPECT_THAT(told, HasSubstr("required_providers block of module.m:\n    foo = {\n      source = \"a/foo\"\n      "
                              "configuration_aliases = [\n        foo,\n        foo.b,\n      ]\n    }\n"));
  // What is advised is good.
  const std::string advised = Required(
      "    foo = {\n      source = \"a/foo\"\n      configuration_aliases = [\n        foo,\n        foo.b,\n      ]\n "
      "   }\n");
  EXPECT_EQ(
      RulesOf({{"a.tf", Required(kFoo) + "provider \"foo\" {\n  region = \"x\"\n}\n" + Call("foo = foo\n foo.b = foo")},
               {"m/m.tf", advised}}),
      "");
  // An alias is of the default provider for all that anybody says: this is another one.
  EXPECT_THAT(told, Not(HasSubstr("Cannot override")));

  testing::Workshop shop({{"a.tf",
                           "provider \"aws\" {\n  alias  = \"w\"\n  region = \"west\"\n}\nmodule \"m\" {\n  source = "
                           "\"./m\"\n  providers = { aws = aws.w }\n}\n"},
                          {"m/m.tf", "provider \"aws\" {}\nresource \"aws_thing\" \"t\" { name = \"t\" }\n"}});
  ASSERT_FALSE(shop.MakePlan().errored) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("configure west"), 1);
}

TEST(ProviderRules, AProviderIsRequiredByOneName) {
  EXPECT_THAT(
      RulesOf({{"a.tf", Required(std::string(kFoo) + "    oof = {\n      source = \"a/foo\"\n    }\n")}}),
      HasSubstr("a.tf:6  Duplicate required provider: Provider a/foo with the local name \"oof\" was previously "
                "required as \"foo\". A provider can only be required once within required_providers."));
  const std::string amazon = Required("    amazon = {\n      source = \"hashicorp/aws\"\n    }\n");
  EXPECT_THAT(
      RulesOf({{"a.tf", amazon + "provider \"aws\" {\n  alias = \"x\"\n}\n"}}),
      HasSubstr("Provider hashicorp/aws with the local name \"amazon\" was implicitly required via a "
                "configuration block as \"aws\". The provider configuration block name must match the name used "
                "in required_providers."));
  EXPECT_THAT(RulesOf({{"a.tf", amazon + "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n}\n"}}),
              HasSubstr("a.tf:8  Duplicate required provider: Provider \"registry.opentofu.org/hashicorp/aws\" was "
                        "implicitly required via resource \"aws_thing.t\", but listed in required_providers as "
                        "\"amazon\". Either the local name in required_providers must match the resource name, or the "
                        "\"amazon\" provider must be assigned within the resource block."));
  EXPECT_THAT(RulesOf({{"a.tf", "resource \"a--b_thing\" \"t\" {}\n"}}),
              HasSubstr("a.tf:1  Invalid provider local name: \"a--b\" is an invalid implied provider local name: "));
  EXPECT_EQ(RulesOf({{"a.tf", amazon + "resource \"aws_thing\" \"t\" {\n  provider = amazon\n  name = \"t\"\n}\n"}}),
            "");
}

TEST(ProviderRules, NamesThatNobodyDeclaresAreToldOnBothSides) {
  EXPECT_THAT(
      RulesOf({{"a.tf", Call("bar = bar")}, {"m/m.tf", "output \"o\" { value = 1 }\n"}}),
      AllOf(HasSubstr("There is no explicit declaration for local provider name \"bar\" in the root module, so "
                      "Rolecall is assuming you mean to pass a configuration for provider \"hashicorp/bar\".\n\nTo "
                      "clarify your intent and silence this warning, add to the root module a required_providers "
                      "entry named \"bar\" with source = \"hashicorp/bar\", or a different source address if "
                      "appropriate."),
            HasSubstr("There is no explicit declaration for local provider name \"bar\" in module.m, so Rolecall "
                      "is assuming you mean to pass a configuration for \"hashicorp/bar\".")));
  EXPECT_THAT(
      RulesOf({{"a.tf", "module \"m\" { source = \"./m\" }\n"},
               {"m/m.tf", Required(kFoo) + "module \"n\" {\n  source = \"./n\"\n  providers = { foo = foo }\n}\n"},
               {"m/n/n.tf", Required(kFoo)}}),
      HasSubstr("a.tf:1  Missing required provider configuration: The configuration for module.m expects to "
                "inherit a configuration for provider hashicorp/foo with local name \"foo\", but the root "
                "module doesn't pass a configuration under that name.\n\nTo satisfy this requirement, add an "
                "entry for \"foo\" to the \"providers\" argument in the module \"m\" block."));
}

TEST(ProviderRules, AliasesThatAModuleAsksForArePassed) {
  const std::string child =
      Required("    foo = {\n      source = \"a/foo\"\n      configuration_aliases = [foo.x]\n    }\n");
  EXPECT_THAT(RulesOf({{"a.tf", "module \"m\" { source = \"./m\" }\n"}, {"m/m.tf", child}}),
              HasSubstr("a.tf:1  Missing required provider configuration: The child module requires an additional "
                        "configuration for provider a/foo, with the local name \"foo.x\"."));
  EXPECT_EQ(RulesOf({{"a.tf", Required(kFoo) + Call("foo.x = foo")}, {"m/m.tf", child}}), "");
  EXPECT_EQ(RulesOf({{"a.tf", child}}), "") << "a module may be looked at by itself";
}

TEST(ProviderRules, InstancesArePickedByKeysAndOutliveWhatTheyMade) {
  const std::string providers =
      "locals { all = toset([\"a\"]) }\nprovider \"aws\" {\n  alias    = \"by\"\n  for_each = local.all\n}\n"
      "provider \"aws\" {\n  alias = \"one\"\n  region = \"x\"\n}\n";
  const auto thing = [&](const std::string& provider, const std::string& each) {
    return RulesOf({{"a.tf", providers + "resource \"aws_thing\" \"t\" {\n  for_each = " + each +
                                 "\n  name = each.key\n  provider = " + provider + "\n}\n"}});
  };
  EXPECT_THAT(thing("aws.by[each.key]", "(local.all)"),
              AllOf(HasSubstr("a.tf:11  Provider configuration for_each matches resource: This provider configuration "
                              "uses the same for_each expression as a resource, which means that subsequent removal"),
                    HasSubstr("    rolecall apply -destroy -target=aws_thing.t\n")));
  EXPECT_EQ(thing("aws.by[each.key]", "toset([for one in local.all : one])"), "");
  EXPECT_THAT(thing("aws.by", "local.all"),
              HasSubstr("a.tf:13  Invalid resource provider configuration: A reference to a provider configuration "
                        "which uses for_each requires an instance key."));
  EXPECT_THAT(thing("aws.one[each.key]", "local.all"),
              HasSubstr("An instance key can be specified only for a provider configuration that uses for_each."));
  EXPECT_THAT(thing("aws.none[each.key]", "local.all"),
              HasSubstr("This module doesn't declare a provider \"aws\" block with alias = \"none\", which is required "
                        "for use with for_each."));
  EXPECT_THAT(RulesOf({{"a.tf", providers + "module \"m\" {\n  source = \"./m\"\n  for_each = local.all\n  providers = "
                                            "{ aws = aws.by[each.key] }\n}\n"},
                       {"m/m.tf", Required("    aws = {\n      source = \"hashicorp/aws\"\n    }\n")}}),
              AllOf(HasSubstr("Provider configuration for_each matches module"), HasSubstr("-target=module.m\n")));
}

TEST(ProviderRules, AnImportSaysOfItsProviderWhatTheResourceSays) {
  const auto told = [](const std::string& imports, const std::string& resource, const char* to = "aws_thing.t") {
    return RulesOf({{"a.tf", "import {\n  to = " + std::string(to) + "\n  id = \"x\"\n  provider = " + imports +
                                 "\n}\nresource \"aws_thing\" \"t\" {\n" + resource + "  name = \"t\"\n}\n" +
                                 "provider \"aws\" {\n  alias = \"west\"\n  region = \"x\"\n}\n"}});
  };
  EXPECT_EQ(told("aws.west", "  provider = aws.west\n"), "");
  EXPECT_EQ(told("aws.west", "  provider = aws\n", "aws_thing.other"), "") << "its configuration may be generated";
  EXPECT_EQ(told("aws.west", "  provider = aws\n"),
            "a.tf:4  Invalid import provider argument: The provider argument in the target resource block must match "
            "the import block.\n");
  const std::string unsaid =
      "a.tf:4  Invalid import provider argument: The provider argument in the target resource block must be specified "
      "and match the import block.\n";
  EXPECT_EQ(told("aws.west", ""), unsaid);
  EXPECT_EQ(told("aws", ""), unsaid) << "even if it is the implied one";
  EXPECT_EQ(told("aws.west", "  count = 1\n", "aws_thing.t[0]"), unsaid);
}

TEST(ProviderRules, AreNotLookedAtWhereTheFilesAreWrong) {
  const std::string told = RulesOf(
      {{"a.tf", Required(kOtherFoo) + Call("foo = foo") + "nonsense {}\n"}, {"m/m.tf", Required(kFoo) + "bad {}\n"}});
  EXPECT_THAT(told, AllOf(HasSubstr("nonsense"), Not(HasSubstr("bad")), Not(HasSubstr("Provider type mismatch"))));
}

}  // namespace
}  // namespace rolecall::engine
