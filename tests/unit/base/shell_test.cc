#include "base/shell.h"

#include <gtest/gtest.h>

#include "base/command.h"

namespace rolecall {
namespace {

TEST(ShellQuoted, AShellReadsItAsOneWordOfTheSameLetters) {
  for (const std::string text : {"", "plain", "it's", "a b", "$(id) `id` \\ \"x\" ;|&*", "line\nline", "'''"}) {
    const auto printed = RunCommand({.command = "printf %s " + ShellQuoted(text) + "; echo .",
                                     .environment = {{"PATH", "/usr/bin:/bin"}},
                                     .max_output = 4096});
    ASSERT_TRUE(printed.ok()) << printed.error().message;
    EXPECT_EQ(*printed, text + ".\n");
  }
}

}  // namespace
}  // namespace rolecall
