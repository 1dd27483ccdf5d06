// What is said of plugins that are needed and cannot be used.
#include "cli/providers/plugin_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/modules/load.h"

namespace rolecall::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class PluginFaultsTest : public ::testing::Test {
 protected:
  void Lock(const std::string& version, const std::string& constraint) {
    (void)files_.Write(".terraform.lock.hcl",
                       "provider \"registry.opentofu.org/team/tool\" {\n  version     = \"" + version +
                           "\"\n  constraints = \"" + constraint + "\"\n}\n",
                       FileMode::kPublic);
  }
  diag::Diagnostic Told(PluginFaults& faults, bool is_validation = false, bool is_automated = false) {
    diag::Diagnostics told;
    faults.Tell(is_validation, is_automated, told);
    EXPECT_EQ(told.size(), 1u);
    return told.empty() ? diag::Diagnostic{} : told.list().front();
  }
  PluginFaults Faults() { return {files_, {.data_directory = ".terraform"}}; }

  const std::string address_ = "registry.opentofu.org/team/tool";
  const std::vector<std::string> hosts_ = {"registry.opentofu.org", "registry.terraform.io"};
  PluginNeed need_{.host = "", .source = "team/tool", .constraint = "1.0.0"};
  MemoryFileSystem files_;
};

TEST_F(PluginFaultsTest, NothingIsToldOfNothing) {
  diag::Diagnostics told;
  PluginFaults faults = Faults();
  faults.Tell(false, false, told);
  faults.Tell(true, false, told);
  EXPECT_TRUE(told.empty());
}

TEST_F(PluginFaultsTest, WhatNobodyChoseIsAnInconsistentLockFile) {
  PluginFaults faults = Faults();
  faults.AddAbsent(need_, hosts_);
  const diag::Diagnostic told = Told(faults);
  EXPECT_EQ(told.summary, "Inconsistent dependency lock file");
  EXPECT_THAT(told.detail, HasSubstr("configuration:\n  - provider " + address_ +
                                     ": required by this configuration but no version is selected\n\nTo make the "
                                     "initial dependency selections"));
  const diag::Diagnostic valid = Told(faults, true);
  EXPECT_EQ(valid.summary, "Missing required provider");
  EXPECT_THAT(valid.detail, HasSubstr("This configuration requires provider " + address_ + ", but"));
}

TEST_F(PluginFaultsTest, APackageThatHasGoneIsNotInstalled) {
  Lock("1.0.0", "1.0.0");
  PluginFaults faults = Faults();
  faults.AddAbsent(need_, hosts_);
  const std::string line = address_ + ": there is no package for " + address_ + " 1.0.0 cached in .terraform/providers";
  EXPECT_EQ(Told(faults).summary, "Required plugins are not installed");
  EXPECT_THAT(Told(faults).detail, HasSubstr("dependency lock file:\n  - " + line + "\n\nRolecall uses external"));
  EXPECT_THAT(Told(faults).detail, EndsWith("run:\n  rolecall init"));
  EXPECT_THAT(Told(faults, false, true).detail, EndsWith("before running Rolecall operations."));
  EXPECT_EQ(Told(faults, true).summary, line);
}

TEST_F(PluginFaultsTest, AChosenVersionMustBeOneThatIsWanted) {
  Lock("2.0.0", "2.0.0");
  PluginFaults changed = Faults();
  changed.CheckVersion(need_, address_);
  EXPECT_THAT(Told(changed).detail, HasSubstr("provider " + address_ +
                                              ": locked version selection 2.0.0 doesn't match the updated version "
                                              "constraints \"1.0.0\""));
  EXPECT_THAT(Told(changed).detail, EndsWith("run:\n  rolecall init -upgrade"));
  Lock("2.0.0", "1.0.0");
  PluginFaults edited = Faults();
  edited.CheckVersion(need_, address_);
  EXPECT_THAT(Told(edited).detail, HasSubstr("version constraints \"1.0.0\" don't match the locked version selection "
                                             "2.0.0"));
  Lock("1.0.0", "1.0.0");
  PluginFaults good = Faults();
  good.CheckVersion(need_, address_);
  diag::Diagnostics told;
  good.Tell(false, false, told);
  EXPECT_TRUE(told.empty());
}

class NoProviders final : public engine::ProviderCatalogue {
 public:
  std::vector<std::string> sources() const override { return {}; }
  std::unique_ptr<engine::Provider> Make(const std::string&, const std::string&) const override { return nullptr; }
};

TEST(BuiltInProviders, ThoseThatAreNotThereAreNamedInTheWordsOfTheCommand) {
  const MemoryFileSystem files(std::map<std::string, std::string>{
      {"main.tf",
       "terraform {\n  required_providers {\n    x = {\n      source = \"terraform.io/builtin/x\"\n    }\n  }\n}\n"}});
  diag::Diagnostics told;
  const auto configuration = engine::LoadConfiguration(files, ".", {}, told);
  ASSERT_TRUE(configuration != nullptr && told.empty());
  TellUnknownBuiltIn(*configuration, NoProviders(), false, told);
  TellUnknownBuiltIn(*configuration, NoProviders(), true, told);
  TellWrongBuiltIn(*configuration, NoProviders(), told);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told.list()[0].summary, "Failed to load plugin schemas");
  EXPECT_THAT(told.list()[1].detail, HasSubstr("requires built-in provider terraform.io/builtin/x, but that"));
  EXPECT_EQ(told.list()[2].detail,
            "Cannot use terraform.io/builtin/x: this Rolecall release has no built-in provider named \"x\".");
}

}  // namespace
}  // namespace rolecall::cli
