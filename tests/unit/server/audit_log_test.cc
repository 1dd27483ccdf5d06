#include "server/audit_log.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

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

}  // namespace
}  // namespace rolecall::server
