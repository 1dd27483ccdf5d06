#include "server/observe/audit_log.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <atomic>
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

  // In a log of its own; ".max": the file is large from three bytes on, and two are kept.
  void WriteOne(const std::string& how, const std::string& line) {
    AuditLog::Options options{.path = directory_ + "/a", .keep = keep_};
    if (how == ".max") options.max_file_bytes = 3, options.kept_files = 2;
    AuditLog::Open(std::move(options)).value()->Write(line);
  }

  std::string directory_;
  std::chrono::seconds keep_{0};
};

// No file may grow beyond so many bytes as long as this lives: writes fail as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
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

TEST_F(AuditLogTest, PutsLargeFilesAsideUnderTheNextNumber) {
  for (int i = 0; i < 5; ++i) WriteOne(".max", "line" + std::to_string(i));
  EXPECT_EQ(Text("a"), "line4\n");
  EXPECT_EQ(Text("a.4"), "line3\n");
  EXPECT_EQ(Text("a.3"), "line2\n");
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/a.2"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/a.new"));
}

TEST_F(AuditLogTest, NothingYoungerThanItsTimeIsDeleted) {
  keep_ = std::chrono::hours(24);
  for (int i = 0; i < 6; ++i) WriteOne(".max", "line" + std::to_string(i));
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(Text("a." + std::to_string(i)), "line" + std::to_string(i - 1) + "\n");
  // Files of a day ago and more go, but not those that are kept in any case.
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(25);
  for (int i : {1, 2, 3}) std::filesystem::last_write_time(directory_ + "/a." + std::to_string(i), old);
  WriteOne(".max", "line6");
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/a.1"));
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/a.3"));
  EXPECT_EQ(Text("a.4"), "line3\n");
  EXPECT_EQ(Text("a"), "line6\n");
}

TEST_F(AuditLogTest, NeverPutsAFileAsideOverAnother) {
  for (int i : {1, 7, 9})
    (void)SystemFileSystem().Write(directory_ + "/a." + std::to_string(i), "old", FileMode::kPrivate);
  keep_ = std::chrono::hours(24);
  for (int i = 0; i < 3; ++i) WriteOne(".max", "line" + std::to_string(i));
  for (int i : {1, 7, 9}) EXPECT_EQ(Text("a." + std::to_string(i)), "old");
  EXPECT_EQ(Text("a.10"), "line0\n");
  EXPECT_EQ(Text("a.11"), "line1\n");
}

TEST_F(AuditLogTest, ALineThatACrashCutOffDoesNotSwallowTheNext) {
  (void)SystemFileSystem().Write(directory_ + "/a", "{\"cut", FileMode::kPrivate);
  WriteOne("", "next");
  EXPECT_EQ(Text("a"), "{\"cut\nnext\n");
}

TEST_F(AuditLogTest, IsPrivateAndNoLink) {
  (void)SystemFileSystem().Write(directory_ + "/a", "", FileMode::kPublic);
  WriteOne("", "line");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(directory_ + "/a").permissions(), perms::owner_read | perms::owner_write);
  std::filesystem::create_symlink(directory_ + "/elsewhere", directory_ + "/b");
  EXPECT_EQ(AuditLog::Open({.path = directory_ + "/b"}).error().code, ErrorCode::kPermissionDenied);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/elsewhere"));
}

TEST_F(AuditLogTest, TellsWhyItCannotOpen) { EXPECT_FALSE(AuditLog::Open({.path = directory_ + "/missing/a"}).ok()); }

TEST_F(AuditLogTest, WhatTheDiskRefusesIsKeptAndWrittenWhenThereIsRoom) {
  std::vector<std::string> warnings;
  std::atomic<std::uint64_t> lost = 0;
  {
    auto log = AuditLog::Open({.path = directory_ + "/a",
                               .max_queue_bytes = 100,
                               .warn = [&](const std::string& text) { warnings.push_back(text); },
                               .lost = [&](std::uint64_t lines) { lost += lines; }})
                   .value();
    {
      FileSizeLimit limit(10);
      log->Write("123456");  // there is room for it,
      log->Write("789");     // and for part of this
      while (log->CanWrite()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      // Nobody waits for a disk that refuses: what does not fit into the queue is lost, and counted.
      for (int i = 0; i < 100; ++i) log->Write("more than the queue");
      EXPECT_EQ(lost, 95u);
    }
    while (!log->CanWrite()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    log->Write("after");
  }
  EXPECT_EQ(Text("a").substr(0, 31), "123456\n789\nmore than the queue\n");
  EXPECT_TRUE(Text("a").ends_with("more than the queue\nafter\n"));
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].find("the audit log " + directory_ + "/a cannot be written: "), 0u) << warnings[0];
}

TEST_F(AuditLogTest, WhatIsNotWrittenAtTheEndIsCounted) {
  std::uint64_t lost = 0;
  {
    auto log = AuditLog::Open({.path = directory_ + "/a", .lost = [&](std::uint64_t lines) { lost += lines; }}).value();
    FileSizeLimit limit(3);
    for (int i = 0; i < 3; ++i) log->Write("line");
    while (log->CanWrite()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    log->Write("line");
    log.reset();
  }
  EXPECT_EQ(lost, 4u);
}

TEST_F(AuditLogTest, ADeletedFileIsMadeAnew) {
  auto log = AuditLog::Open({.path = directory_ + "/a"}).value();
  log->Write("first");
  while (std::filesystem::file_size(directory_ + "/a") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::filesystem::remove(directory_ + "/a");
  log->Write("second");
  log.reset();
  EXPECT_EQ(Text("a"), "second\n");
}

TEST_F(AuditLogTest, AFileThatWasMovedIsOpenedAnewWhenItIsSaidSo) {
  auto log = AuditLog::Open({.path = directory_ + "/a"}).value();
  log->Write("first");
  while (std::filesystem::file_size(directory_ + "/a") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::filesystem::rename(directory_ + "/a", directory_ + "/moved");
  log->Reopen();
  log->Write("second");
  log.reset();
  EXPECT_EQ(Text("moved"), "first\n");
  EXPECT_EQ(Text("a"), "second\n");
}

TEST_F(AuditLogTest, WithoutDescriptorsTheOldFileGoesOnAndNothingIsLost) {
  std::uint64_t lost = 0;
  keep_ = std::chrono::hours(1);
  rlimit before;
  getrlimit(RLIMIT_NOFILE, &before);
  {
    auto log = AuditLog::Open({.path = directory_ + "/a",
                               .max_file_bytes = 10,
                               .keep = keep_,
                               .lost = [&](std::uint64_t lines) { lost += lines; }})
                   .value();
    rlimit none = before;
    none.rlim_cur = 3;  // less than there are: no new one is given
    setrlimit(RLIMIT_NOFILE, &none);
    for (int i = 0; i < 10; ++i) {
      log->Write("line" + std::to_string(i));
      std::this_thread::sleep_for(std::chrono::milliseconds(15));
    }
    setrlimit(RLIMIT_NOFILE, &before);
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
    log->Write("later");
  }
  EXPECT_EQ(lost, 0u);
  std::string all;
  for (int i = 1; std::filesystem::exists(directory_ + "/a." + std::to_string(i)); ++i)
    all += Text("a." + std::to_string(i));
  all += Text("a");
  std::string expected;
  for (int i = 0; i < 10; ++i) expected += "line" + std::to_string(i) + "\n";
  EXPECT_EQ(all, expected + "later\n");
  EXPECT_EQ(Text("a"), "later\n");
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
