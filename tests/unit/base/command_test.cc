#include "base/command.h"

#include <gtest/gtest.h>

namespace rolecall {
namespace {

using std::chrono::milliseconds;

TEST(CommandTest, GivesWhatItPrintsAndReadsItsInput) {
  const Result<std::string> printed = RunCommand(
      {.command = "/bin/cat; echo $WORD", .environment = {{"WORD", "two"}}, .input = "one ", .max_output = 100});
  ASSERT_TRUE(printed.ok()) << printed.error().message;
  EXPECT_EQ(*printed, "one two\n");
}

TEST(CommandTest, InheritsNothingOfOurEnvironment) {
  setenv("ROLECALL_COMMAND_TEST", "inherited", 1);
  const Result<std::string> printed = RunCommand({.command = "echo \"[$ROLECALL_COMMAND_TEST]\"", .max_output = 100});
  unsetenv("ROLECALL_COMMAND_TEST");
  ASSERT_TRUE(printed.ok());
  EXPECT_EQ(*printed, "[]\n");
}

TEST(CommandTest, KeepsNothingUnlessItIsToldHowMuch) {
  const Result<std::string> printed = RunCommand({.command = "echo secret"});
  ASSERT_TRUE(printed.ok());
  EXPECT_EQ(*printed, "");
}

TEST(CommandTest, EndsWhatPrintsTooMuch) {
  const Result<std::string> printed =
      RunCommand({.command = "while :; do echo 0123456789; done", .timeout = milliseconds(20000), .max_output = 50});
  EXPECT_EQ(printed.error().code, ErrorCode::kResourceExhausted);
}

TEST(CommandTest, EndsWhatTakesTooLong) {
  const Result<std::string> printed =
      RunCommand({.command = "sleep 100", .environment = {{"PATH", "/usr/bin:/bin"}}, .timeout = milliseconds(100)});
  EXPECT_EQ(printed.error().code, ErrorCode::kDeadlineExceeded);
}

TEST(CommandTest, SaysHowItFailedAndNotWhatItPrinted) {
  const Result<std::string> printed = RunCommand({.command = "echo secret; exit 3", .max_output = 100});
  EXPECT_EQ(printed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(printed.error().message, "exit code 3");
}

TEST(CommandTest, DoesNotStartWhatIsToStop) {
  const std::atomic<bool> stop{true};
  EXPECT_EQ(RunCommand({.command = "true"}, stop).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace rolecall
