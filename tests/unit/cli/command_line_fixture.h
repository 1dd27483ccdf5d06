// CommandLineTest: the program in this process, in a directory of its own that goes with the test.
//
//   Write("main.tf", "…");
//   EXPECT_EQ(Run({"plan", "-out=p"}), 0) << err();
//   EXPECT_THAT(out(), HasSubstr("1 to add"));
//
// Files are real (providers write some), the clock stands still, randomness counts, the environment is empty but for
// what the test sets. Nothing leaves the machine: a test that needs AWS starts a plane (StartPlane).
#ifndef ROLECALL_TESTS_UNIT_CLI_COMMAND_LINE_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_CLI_COMMAND_LINE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "cli/run.h"
#include "engine/provider/interrupt.h"
#include "server/run.h"

namespace rolecall::cli {

class CommandLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    before_ = std::filesystem::current_path();
    std::string path = (std::filesystem::temp_directory_path() / "rolecall-cli-XXXXXX").string();
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    directory_ = path;
    std::filesystem::create_directory(directory_ / "work");
    std::filesystem::current_path(directory_ / "work");
    environment_.Set("HOME", (directory_ / "home").string());
    environment_.Set("PATH", "/usr/bin:/bin");
    environment_.Set("AWS_EC2_METADATA_DISABLED", "true");
  }
  void TearDown() override {
    if (plane_ != nullptr) plane_->Stop();
    plane_.reset();
    std::filesystem::current_path(before_);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  // The whole command line; answers its exit code. `input` is standard input.
  int Run(const std::vector<std::string>& words, const std::string& input = "") {
    in_.clear();
    in_.str(input);
    out_.str("");
    err_.str("");
    CommandContext context = Context();
    return RunCommandLine(context, words);
  }
  // What a command is given, for tests of its parts.
  CommandContext Context() {
    return {.environment = environment_,
            .files = files_,
            .clock = clock_,
            .random = random_,
            .in = in_,
            .out = out_,
            .err = err_,
            .in_is_terminal = in_is_terminal_,
            .out_is_terminal = out_is_terminal_,
            .err_is_terminal = false,
            .columns = 100,
            .interrupt = interrupt_};
  }
  std::string out() const { return out_.str(); }
  std::string err() const { return err_.str(); }
  // Standard error as one line: diagnostics are wrapped, and begin with lines of a box on terminals.
  std::string Errors() const { return OneLine(err()); }
  // The same of standard output, where Terraform's commands warn.
  std::string Said() const { return OneLine(out()); }
  static std::string OneLine(const std::string& text) {
    std::istringstream words(text);
    std::string all, word;
    while (words >> word) all += (all.empty() ? "" : " ") + word;
    return all;
  }

  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path file(path);
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  static bool Exists(const std::string& path) { return std::filesystem::exists(path); }

  // An identity plane on a free port, as `serve --ephemeral` starts one; the environment points at it.
  void StartPlane(std::vector<std::string> manifests = {}) {
    server::ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.data_dir = (directory_ / "plane").string();
    options.account_id = "111122223333";
    options.region = "eu-central-1";
    options.ephemeral = true;
    options.admin_key = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    options.threads = 2;
    options.manifests = std::move(manifests);
    // The plane's threads must not take the signal by which `exec` learns that its child has ended.
    sigset_t children, before;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &children, &before);
    Result<std::unique_ptr<server::Plane>> plane =
        server::Plane::Start(options, {clock_, random_, files_, plane_out_, plane_err_});
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    plane_ = *std::move(plane);
    environment_.Set("AWS_ENDPOINT_URL", plane_->endpoint());
    environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    environment_.Set("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    environment_.Set("AWS_REGION", "eu-central-1");
  }

  FakeEnvironment environment_;
  SystemFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1'800'000'000)};
  FakeRandom random_;
  engine::Interrupt interrupt_;
  bool in_is_terminal_ = false, out_is_terminal_ = false;
  std::filesystem::path directory_;  // holds work/, the working directory, and what lies beside it
  std::unique_ptr<server::Plane> plane_;

 private:
  std::filesystem::path before_;
  std::istringstream in_;
  std::ostringstream out_, err_, plane_out_, plane_err_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_TESTS_UNIT_CLI_COMMAND_LINE_FIXTURE_H_
