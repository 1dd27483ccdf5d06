#include <stdlib.h>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kRaw[] = "a={\nb   = 1\n}\n";
constexpr char kFormatted[] = "a = {\n  b = 1\n}\n";

using FmtCommandTest = CommandLineTest;

TEST_F(FmtCommandTest, RewritesFilesAndNamesThem) {
  Write("a.tf", kRaw);
  Write("b.tf", kFormatted);
  Write("c.tfvars", "x   = 1\n");
  Write("notes.txt", "x   = 1\n");
  Write(".hidden.tf", kRaw);
  EXPECT_EQ(Run({"fmt"}), kExitOk) << err();
  EXPECT_EQ(out(), "a.tf\nc.tfvars\n");
  EXPECT_EQ(Read("a.tf"), kFormatted);
  EXPECT_EQ(Read("notes.txt"), "x   = 1\n");
  EXPECT_EQ(Read(".hidden.tf"), kRaw);
  EXPECT_EQ(Run({"fmt"}), kExitOk);
  EXPECT_EQ(out(), "");
}

TEST_F(FmtCommandTest, CheckWritesNothingAndExitsWithThree) {
  Write("a.tf", kRaw);
  EXPECT_EQ(Run({"fmt", "-check"}), 3);
  EXPECT_EQ(Read("a.tf"), kRaw);
  EXPECT_EQ(Run({"fmt", "-list=false", "a.tf"}), kExitOk);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"fmt", "-check"}), kExitOk);
}

TEST_F(FmtCommandTest, GoesIntoDirectoriesBelowOnlyIfAsked) {
  Write("sub/a.tf", kRaw);
  Write(".terraform/a.tf", kRaw);
  EXPECT_EQ(Run({"fmt", "-check"}), kExitOk);
  EXPECT_EQ(Run({"fmt", "-recursive"}), kExitOk);
  EXPECT_EQ(out(), "sub/a.tf\n");
  EXPECT_EQ(Read(".terraform/a.tf"), kRaw);
}

TEST_F(FmtCommandTest, StandardInputGoesToStandardOutput) {
  EXPECT_EQ(Run({"fmt", "-"}, kRaw), kExitOk);
  EXPECT_EQ(out(), kFormatted);
  EXPECT_EQ(Run({"fmt", "-check", "-"}, kRaw), 3);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"fmt", "-check", "-"}, kFormatted), kExitOk);
  EXPECT_EQ(Run({"fmt", "-"}, "a = {"), 2);
  EXPECT_THAT(err(), HasSubstr("on <stdin> line 1"));
}

TEST_F(FmtCommandTest, WhatCannotBeFormattedIsExitCodeTwo) {
  Write("broken.tf", "a = {");
  EXPECT_EQ(Run({"fmt"}), 2);
  EXPECT_THAT(err(), HasSubstr("on broken.tf line 1"));
  EXPECT_EQ(Read("broken.tf"), "a = {");
  Write("notes.txt", "x");
  EXPECT_EQ(Run({"fmt", "notes.txt"}), 2);
  EXPECT_THAT(err(), HasSubstr("Only .tf, .tofu, .tfvars, .tftest.hcl, and .tofutest.hcl files can be processed"));
  EXPECT_EQ(Run({"fmt", "nowhere.tf"}), 2);
  EXPECT_THAT(err(), HasSubstr("No file or directory at nowhere.tf"));
}

// The difference itself is printed by diff(1), past our streams.
TEST_F(FmtCommandTest, TheDifferenceIsMadeByDiff) {
  Write("a.tf", kRaw);
  EXPECT_EQ(Run({"fmt", "-diff", "-write=false"}), kExitOk);
  EXPECT_EQ(Read("a.tf"), kRaw);
  setenv("TMPDIR", "/nowhere", 1);
  EXPECT_EQ(Run({"fmt", "-diff", "-write=false"}), 2);
  unsetenv("TMPDIR");
  EXPECT_THAT(err(), HasSubstr("cannot make a temporary file for the difference"));
}

}  // namespace
}  // namespace rolecall::cli
