#include "server/audit_log.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "base/file_system.h"

namespace rolecall::server {
namespace {

class AuditLogTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/rolecall-audit-XXXXXX";
    directory_ = mkdtemp(path);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Text(const std::string& name) {
    return SystemFileSystem().Read(directory_ + "/" + name, 1 << 20).value();
  }

  std::string directory_;
};

TEST_F(AuditLogTest, KeepsEveryLineInOrderAndPrivate) {
  {
    auto log = AuditLog::Open({.path = directory_ + "/a"}).value();
    for (int i = 0; i < 1000; ++i) log->Write(std::to_string(i));
  }
  std::string expected;
  for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + "\n";
  EXPECT_EQ(Text("a"), expected);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(directory_ + "/a").permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(AuditLogTest, PutsLargeFilesAside) {
  for (int i = 0; i < 5; ++i) {
    auto log = AuditLog::Open({.path = directory_ + "/a", .max_file_bytes = 3, .kept_files = 2}).value();
    log->Write("line" + std::to_string(i));
  }
  EXPECT_EQ(Text("a"), "line4\n");
  EXPECT_EQ(Text("a.1"), "line3\n");
  EXPECT_EQ(Text("a.2"), "line2\n");
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/a.3"));
}

TEST_F(AuditLogTest, TellsWhyItCannotOpen) { EXPECT_FALSE(AuditLog::Open({.path = directory_ + "/missing/a"}).ok()); }

TEST_F(AuditLogTest, TellsOnceThatTheDiskRefuses) {
  std::vector<std::string> warnings;
  {
    auto log = AuditLog::Open({.path = "/dev/full", .warn = [&](const std::string& text) { warnings.push_back(text); }})
                   .value();
    for (int i = 0; i < 3; ++i) {
      log->Write("line");
      std::this_thread::sleep_for(std::chrono::milliseconds(30));  // a write of its own for each
    }
  }
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].find("the audit log /dev/full cannot be written, records are lost: "), 0u) << warnings[0];
}

TEST_F(AuditLogTest, TellsThatANewFileCannotBeMade) {
  std::vector<std::string> warnings;
  {
    auto log = AuditLog::Open({.path = directory_ + "/a",
                               .max_file_bytes = 1,
                               .warn = [&](const std::string& text) { warnings.push_back(text); }})
                   .value();
    log->Write("first");
    while (std::filesystem::file_size(directory_ + "/a") == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::filesystem::remove_all(directory_);
    log->Write("second");
  }
  EXPECT_EQ(warnings.size(), 1u);
}

TEST_F(AuditLogTest, WritersWaitWhenTheQueueIsFullAndNothingIsLost) {
  const std::string line(1u << 20, 'x');
  {
    auto log = AuditLog::Open({.path = directory_ + "/a", .max_file_bytes = 1u << 30}).value();
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
      writers.emplace_back([&] {
        for (int i = 0; i < 10; ++i) log->Write(line);
      });
    }
    for (std::thread& writer : writers) writer.join();
  }
  EXPECT_EQ(std::filesystem::file_size(directory_ + "/a"), 40 * (line.size() + 1));
}

}  // namespace
}  // namespace rolecall::server
