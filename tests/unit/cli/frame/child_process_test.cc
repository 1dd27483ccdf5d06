#include "cli/frame/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

namespace rolecall::cli {
namespace {

using std::chrono::seconds;

const std::map<std::string, std::string> kEnvironment = {{"PATH", "/usr/bin:/bin"}, {"GREETING", "hello"}};

Result<void> Nothing() { return {}; }

int ExitCodeOf(const std::string& script) {
  const Result<int> code = RunChild({"sh", "-c", script}, kEnvironment, Nothing, seconds(60));
  return code.ok() ? *code : -1;
}

TEST(RunChild, AnswersTheExitCodeOrTheSignal) {
  EXPECT_EQ(ExitCodeOf("exit 0"), 0);
  EXPECT_EQ(ExitCodeOf("exit 7"), 7);
  EXPECT_EQ(ExitCodeOf("kill -TERM $$"), 128 + SIGTERM);
  EXPECT_EQ(RunChild({"no-such-command-anywhere"}, kEnvironment, Nothing, seconds(60)).error().code,
            ErrorCode::kNotFound);
}

TEST(RunChild, TheChildHasThatEnvironmentAndNoOther) {
  setenv("ROLECALL_TEST_LEAK", "x", 1);
  EXPECT_EQ(ExitCodeOf("test \"$GREETING\" = hello && test -z \"$ROLECALL_TEST_LEAK\""), 0);
  unsetenv("ROLECALL_TEST_LEAK");
}

TEST(RunChild, CallsWhatIsToBeDoneWhileItRuns) {
  int calls = 0;
  const auto every = [&]() -> Result<void> {
    ++calls;
    return Error{ErrorCode::kUnavailable, "is ignored"};
  };
  EXPECT_EQ(*RunChild({"sleep", "1.5"}, kEnvironment, every, seconds(1)), 0);
  EXPECT_EQ(calls, 1);
}

TEST(RunChild, PassesOnSignalsOfOtherProcesses) {
  // The grandchild asks our process to end; the child gets it and says so.
  const std::string script = "trap 'exit 9' TERM; kill -TERM " + std::to_string(getpid()) + "; sleep 5 & wait";
  EXPECT_EQ(ExitCodeOf(script), 9);
}

TEST(RunQuietly, KeepsTheFirstOfTheErrorsAndNothingElse) {
  const Result<ProcessOutput> output =
      RunQuietly({"sh", "-c", "echo out; echo 0123456789 >&2; exit 3"}, kEnvironment, 4);
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(output->code, 3);
  EXPECT_EQ(output->error_text, "0123");
  EXPECT_EQ(RunQuietly({"sh", "-c", "kill -KILL $$"}, kEnvironment, 4)->code, 128 + SIGKILL);
  EXPECT_EQ(RunQuietly({"no-such-command-anywhere"}, kEnvironment, 4).error().code, ErrorCode::kNotFound);
}

TEST(PrivateFile, IsForItsOwnerAndGoesWithTheObject) {
  SystemFileSystem files;
  std::string path;
  {
    const Result<PrivateFile> made = PrivateFile::Make("token");
    ASSERT_TRUE(made.ok()) << made.error().message;
    path = made->path();
    ASSERT_TRUE(made->Write(files, "one").ok());
    ASSERT_TRUE(made->Write(files, "two").ok());
    EXPECT_EQ(*files.Read(path, 100), "two");
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    ASSERT_EQ(stat(DirectoryName(path).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
  }
  EXPECT_FALSE(std::filesystem::exists(DirectoryName(path)));
}

TEST(PrivateFile, NeedsAPlace) {
  const char* before = getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/nowhere", 1);
  EXPECT_FALSE(PrivateFile::Make("token").ok());
  if (before == nullptr) {
    unsetenv("TMPDIR");
  } else {
    setenv("TMPDIR", kept.c_str(), 1);
  }
}

}  // namespace
}  // namespace rolecall::cli
