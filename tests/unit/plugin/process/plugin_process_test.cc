// Programs that are no plugins, or fall over: what is said of them, and that nothing of them is left.
#include "plugin/process/plugin_process.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "plugin/process/log_pump.h"

namespace rolecall::plugin {
namespace {

using std::chrono::milliseconds;

class PluginProcessTest : public ::testing::Test {
 protected:
  PluginProcessTest()
      : folder_(std::filesystem::temp_directory_path() / ("plugin_process." + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~PluginProcessTest() override { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<PluginProcess>> Start(const std::string& script, milliseconds within = milliseconds(5000),
                                               std::map<std::string, std::string> environment = {}) {
    const std::string program = (folder_ / "program").string();
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    chmod(program.c_str(), 0755);
    environment["TF_DISABLE_PLUGIN_TLS"] = "1";
    return PluginProcess::Start({.program = program,
                                 .name = "small-thing",
                                 .environment = std::move(environment),
                                 .clock = &clock_,
                                 .ready_within = within});
  }

  const std::filesystem::path folder_;
  SystemClock clock_;
};

TEST_F(PluginProcessTest, AProgramThatEndsSaysWhy) {
  const auto process = Start("echo 'no licence' >&2; exit 3");
  ASSERT_FALSE(process.ok());
  EXPECT_EQ(process.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(process.error().message.find("exited before we could connect"), std::string::npos);
  EXPECT_NE(process.error().message.find("no licence"), std::string::npos);
}

TEST_F(PluginProcessTest, AProgramThatIsNoPluginIsShownWithWhatItSaid) {
  const auto process = Start("echo usage: program FILE; sleep 10");
  ASSERT_FALSE(process.ok());
  EXPECT_NE(process.error().message.find("usage: program FILE"), std::string::npos);
}

TEST_F(PluginProcessTest, AProgramThatSaysNothingIsNotWaitedForLonger) {
  const auto process = Start("sleep 10", milliseconds(100));
  ASSERT_FALSE(process.ok());
  EXPECT_EQ(process.error().code, ErrorCode::kDeadlineExceeded);
}

TEST_F(PluginProcessTest, AMissingProgramIsNotFound) {
  const auto process = PluginProcess::Start({.program = (folder_ / "none").string(), .clock = &clock_});
  ASSERT_FALSE(process.ok());
  EXPECT_EQ(process.error().code, ErrorCode::kNotFound);
}

TEST_F(PluginProcessTest, ItSeesTheCookieAndTheVersions) {
  const auto process = Start("echo \"$TF_PLUGIN_MAGIC_COOKIE $PLUGIN_PROTOCOL_VERSIONS\"");
  ASSERT_FALSE(process.ok());
  EXPECT_NE(process.error().message.find(std::string(kCookie) + " 5,6"), std::string::npos);
}

// What it printed of the two variables that its SDK asks for levels.
TEST_F(PluginProcessTest, ItIsToldToWriteNoMoreOfALogThanIsShown) {
  const auto levels = [this](const std::map<std::string, std::string>& environment) {
    return Start("echo \"sdk:$TF_LOG_SDK own:$TF_LOG_PROVIDER_SMALL_THING.\"", milliseconds(5000), environment)
        .error()
        .message;
  };
  EXPECT_NE(levels({}).find("sdk:off own:off."), std::string::npos);
  EXPECT_NE(levels({{"TF_LOG", "WARN"}}).find("sdk:warn own:warn."), std::string::npos);
  EXPECT_NE(levels({{"TF_LOG", "JSON"}}).find("sdk:trace own:trace."), std::string::npos);
  EXPECT_NE(levels({{"TF_LOG_SDK", "INFO"}}).find("sdk:INFO own:off."), std::string::npos);
}

TEST_F(PluginProcessTest, ACallToAServerThatIsNotThereIsUnavailable) {
  const auto process = Start("echo '1|5|unix|" + (folder_ / "socket").string() + "|grpc|'; sleep 10");
  ASSERT_TRUE(process.ok()) << process.error().message;
  const auto answer = (*process)->Call("/tfplugin5.Provider/GetSchema", "", {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

// As a daemon does it: out of the plugin's group, with its streams.
TEST_F(PluginProcessTest, WhatAPluginLeavesBehindIsNotWaitedFor) {
  const std::string leave = "setsid sleep 15 & ";
  const auto begin = std::chrono::steady_clock::now();
  {
    const auto process = Start(leave + "echo '1|5|unix|" + (folder_ / "socket").string() + "|grpc|'; sleep 10");
    ASSERT_TRUE(process.ok()) << process.error().message;
  }
  const auto process = Start(leave + "echo 'no licence' >&2; exit 3");
  ASSERT_FALSE(process.ok());
  EXPECT_NE(process.error().message.find("no licence"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(PluginProcessTest, APluginThatDoesNotAnswerIsEnded) {
  const std::string listen = "exec python3 -c \"import socket,time; s=socket.socket(socket.AF_UNIX); s.bind('" +
                             (folder_ / "socket").string() + "'); s.listen(); print('1|5|unix|" +
                             (folder_ / "socket").string() + "|grpc|', flush=True); time.sleep(60)\"";
  auto process = Start(listen);
  ASSERT_TRUE(process.ok()) << process.error().message;
  const auto begin = std::chrono::steady_clock::now();
  process->reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(LogPump, WritesIntoThePrivateFileThatIsNamed) {
  EXPECT_EQ(LogPathOf({}), "");
  EXPECT_EQ(LogPathOf({{"TF_LOG_PATH", "/x"}}), "/x");
  std::string path = (std::filesystem::temp_directory_path() / "rolecall-log-XXXXXX").string();
  close(mkstemp(path.data()));
  std::filesystem::remove(path);
  for (const char* line : {"plain\n", "{\"@level\":\"trace\",\"@message\":\"hidden\"}\n{\"@level\":\"warn\"}\n"}) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    LogPump pump(ends[0], LogLevel::kDebug, path);
    ASSERT_GT(write(ends[1], line, std::strlen(line)), 0);
    close(ends[1]);
    pump.Finish();
  }
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, "plain\n{\"@level\":\"warn\"}\n");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::remove(path);
}

TEST(LogLevelOf, TheProvidersOwnVariableComesFirst) {
  EXPECT_EQ(LogLevelOf({}), LogLevel::kOff);
  EXPECT_EQ(LogLevelOf({{"TF_LOG", "WARN"}}), LogLevel::kWarn);
  EXPECT_EQ(LogLevelOf({{"TF_LOG", "error"}, {"TF_LOG_PROVIDER", "info"}}), LogLevel::kInfo);
  EXPECT_EQ(LogLevelOf({{"TF_LOG", "1"}}), LogLevel::kTrace);
}

TEST(LevelOfLine, IsTheOneThatAStructuredLineNames) {
  EXPECT_EQ(LevelOfLine(R"({"@level":"warn","@message":"x"})"), LogLevel::kWarn);
  EXPECT_EQ(LevelOfLine("plain"), LogLevel::kDebug);
}

}  // namespace
}  // namespace rolecall::plugin
