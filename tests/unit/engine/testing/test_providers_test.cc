#include "engine/testing/test_providers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/load_tests.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using ::testing::HasSubstr;

const char* const kRoot =
    "terraform {\n  required_providers {\n    foo = {\n      source = \"hashicorp/foo\"\n      configuration_aliases = "
    "[foo.bar]\n    }\n  }\n}\nprovider \"bar\" {}\n";

// What is said of a test file; runs with a module are about the one in m/.
std::string SaidOf(const std::string& test) {
  testing::Workshop shop(
      {{"main.tf", kRoot},
       {"m/m.tf", "terraform {\n  required_providers {\n    foo = {\n      source = \"a/foo\"\n    }\n  }\n}\n"}});
  shop.Load();
  const auto other = shop.engine->Load("m", shop.diagnostics);
  const TestFile file = ReadTestFile("t.tftest.hcl", test, shop.diagnostics);
  CheckTestProviders(
      file, *shop.configuration, [&](const TestRun& run) { return run.module ? other.get() : nullptr; },
      shop.diagnostics);
  return shop.Errors();
}

TEST(TestProviders, AreWhatTheFirstRunThatUsesThemWants) {
  EXPECT_EQ(SaidOf("provider \"foo\" {}\nprovider \"bar\" {}\nrun \"a\" {}\n"), "");
  EXPECT_EQ(SaidOf("provider \"bar\" {}\nrun \"a\" {\n  providers = { foo = bar }\n}\n"), "");
  EXPECT_THAT(SaidOf("provider \"foo\" {}\nprovider \"bar\" {}\nrun \"a\" {}\nrun \"b\" {\n  providers = {\n    foo = "
                     "bar\n  }\n}\n"),
              HasSubstr("t.tftest.hcl:6  Provider type mismatch: The local name \"bar\" in t.tftest.hcl represents "
                        "provider \"registry.opentofu.org/hashicorp/bar\", but \"foo\" in the root module represents "
                        "\"registry.opentofu.org/hashicorp/foo\".\n\nThis means the provider definition for \"bar\" "
                        "within t.tftest.hcl, or other provider definitions with the same name, have been referenced "
                        "by multiple run blocks and assigned to different provider types.\n"));
}

TEST(TestProviders, AModuleThatARunNamesMayWantAnother) {
  const std::string told = SaidOf(
      "provider \"foo\" {}\nprovider \"foo\" {\n  alias = \"bar\"\n}\nrun \"s\" {\n  module {\n    source = \"./m\"\n  "
      "}\n}\nrun \"a\" {}\n");
  EXPECT_THAT(told, HasSubstr("t.tftest.hcl:1  Provider type mismatch: The provider \"foo\" in t.tftest.hcl represents "
                              "provider \"registry.opentofu.org/a/foo\", but \"foo\" in the root module represents "
                              "\"registry.opentofu.org/hashicorp/foo\"."));
  EXPECT_THAT(told, HasSubstr("t.tftest.hcl:2  Provider type mismatch: The provider \"foo.bar\" in t.tftest.hcl"));
}

}  // namespace
}  // namespace rolecall::engine
