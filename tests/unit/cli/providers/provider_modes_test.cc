#include "cli/providers/provider_modes.h"

#include <gtest/gtest.h>

#include "base/file_system.h"

namespace rolecall::cli {
namespace {

using Variables = std::map<std::string, std::string>;

Result<ProviderModes> Read(const std::string& text, const Variables& variables = {}) {
  const MemoryFileSystem files(Variables{{kProviderModesFile, text}});
  return ReadProviderModes(files, FakeEnvironment(variables));
}

TEST(ProviderModes, AutoWithoutAWord) {
  const MemoryFileSystem files;
  const Result<ProviderModes> modes = ReadProviderModes(files, FakeEnvironment());
  ASSERT_TRUE(modes.ok());
  EXPECT_EQ(modes->Of("hashicorp/aws"), ProviderMode::kAuto);
}

TEST(ProviderModes, AFileBesideTheLockFileSaysItForEachSource) {
  const Result<ProviderModes> modes = Read(
      "# what we agreed on\n\nhashicorp/aws\tplugin  # until the bucket's move\r\nexample.com/team/tool auto\n"
      "registry.opentofu.org/hashicorp/tls plugin\nrandom auto\n*   native\n");
  ASSERT_TRUE(modes.ok()) << modes.error().message;
  EXPECT_EQ(modes->Of("hashicorp/aws"), ProviderMode::kPlugin);
  EXPECT_EQ(modes->Of("example.com/team/tool"), ProviderMode::kAuto);
  EXPECT_EQ(modes->Of("hashicorp/tls"), ProviderMode::kPlugin) << "a public registry's host does not matter";
  EXPECT_EQ(modes->Of("hashicorp/random"), ProviderMode::kAuto);
  EXPECT_EQ(modes->Of("hashicorp/null"), ProviderMode::kNative);
}

TEST(ProviderModes, TheVariableIsForAllAndBeforeTheFile) {
  const Result<ProviderModes> modes = Read("hashicorp/aws native\n", {{"ROLECALL_PROVIDERS", "plugin"}});
  ASSERT_TRUE(modes.ok());
  EXPECT_EQ(modes->Of("hashicorp/aws"), ProviderMode::kPlugin);
  EXPECT_EQ(Read("", {{"ROLECALL_PROVIDERS", "both"}}).error().message,
            "ROLECALL_PROVIDERS must be \"auto\", \"native\" or \"plugin\", not \"both\".");
}

TEST(ProviderModes, WhatIsWrongIsNamedWithItsLine) {
  const auto message = [](const std::string& text) {
    const Result<ProviderModes> modes = Read(text);
    return modes.ok() ? "taken" : modes.error().message;
  };
  const std::string shape = "a provider's source (or *) and then auto, native or plugin belong here";
  EXPECT_EQ(message("\nhashicorp/aws\n"), ".rolecall-providers:2: " + shape);
  EXPECT_EQ(message("hashicorp/aws both\n"), ".rolecall-providers:1: " + shape);
  EXPECT_EQ(message("hashicorp/aws plugin now\n"), ".rolecall-providers:1: " + shape);
  EXPECT_EQ(message("plugin\n"), ".rolecall-providers:1: " + shape);
  EXPECT_EQ(message("a/b/c/d plugin\n"),
            ".rolecall-providers:1: \"a/b/c/d\" is not a provider's source, such as hashicorp/aws.");
  EXPECT_EQ(message("aws plugin\nhashicorp/aws native\n"), ".rolecall-providers:2: hashicorp/aws was said before");
  EXPECT_EQ(message("* auto\n* auto\n"), ".rolecall-providers:2: * was said before");
  EXPECT_NE(message(std::string(70'000, '#')), "taken") << "it is bounded";
}

}  // namespace
}  // namespace rolecall::cli
