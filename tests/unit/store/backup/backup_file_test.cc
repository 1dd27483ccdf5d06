// A backup is read as it was written, or refused before anything of it is used.
#include "store/backup/backup_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

class BackupFile : public ::testing::Test {
 protected:
  std::string path() const { return folder_.File("plane.backup"); }

  // Two pages of records, the log of two revisions.
  BackupSummary Make() {
    auto writer = BackupWriter::Create(path());
    EXPECT_TRUE(writer.ok()) << writer.error().message;
    EXPECT_TRUE((*writer)->AddRecords({{"directory/a", "1"}, {"directory/b", std::string("x\0y", 3)}}).ok());
    EXPECT_TRUE((*writer)->AddRecords({{"s3/body/b/1", std::string(100, 'v'), true}}).ok());
    LogEntry entry{8, FromUnixSeconds(1000), {{"directory/a", "1"}}, {"directory/gone"}};
    EXPECT_TRUE((*writer)->AddLog(entry).ok());
    entry.revision = 9;
    EXPECT_TRUE((*writer)->AddLog(entry).ok());
    BackupSummary summary;
    summary.begun = 8;
    summary.exact = 9;
    summary.exact_at = FromUnixSeconds(1000);
    summary.made = FromUnixSeconds(2000);
    auto made = (*writer)->Finish(summary);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return made.ok() ? *made : BackupSummary{};
  }
  std::string Bytes() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static Result<std::unique_ptr<BackupReader>> Read(const std::string& bytes) {
    return BackupReader::Read(std::make_unique<std::istringstream>(bytes), "it");
  }

  TemporaryDirectory folder_;
};

TEST_F(BackupFile, IsReadAsItWasWritten) {
  const BackupSummary made = Make();
  EXPECT_EQ(made.records, 3u);
  EXPECT_EQ(made.oldest, 8u);
  EXPECT_EQ(made.last, 9u);
  EXPECT_EQ(made.sha256.size(), 64u);
  auto reader = BackupReader::Open(path());
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  EXPECT_EQ((*reader)->summary(), made);
  for (int times = 0; times < 2; ++times) {
    std::vector<Put> records;
    std::vector<LogEntry> log;
    while (true) {
      auto part = (*reader)->Next();
      ASSERT_TRUE(part.ok());
      if (part->kind == BackupPart::Kind::kEnd) break;
      records.insert(records.end(), part->records.begin(), part->records.end());
      if (part->kind == BackupPart::Kind::kLog) log.push_back(part->entry);
    }
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[1].value, std::string("x\0y", 3));
    EXPECT_TRUE(records[2].once);
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[1].revision, 9u);
    EXPECT_EQ(log[1].at, FromUnixSeconds(1000));
    EXPECT_EQ(log[1].deletes, std::vector<std::string>{"directory/gone"});
    EXPECT_EQ((*reader)->Next()->kind, BackupPart::Kind::kEnd);
    ASSERT_TRUE((*reader)->Rewind().ok());
  }
}

TEST_F(BackupFile, IsForItsOwnerAloneAndReplacesNothing) {
  Make();
  struct stat info {};
  ASSERT_EQ(stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const std::string before = Bytes();
  EXPECT_EQ(BackupWriter::Create(path()).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(Bytes(), before);
  EXPECT_FALSE(std::filesystem::exists(path() + ".part"));
}

TEST_F(BackupFile, OneThatIsNotFinishedLeavesNothing) {
  {
    auto writer = BackupWriter::Create(path());
    ASSERT_TRUE(writer.ok());
    EXPECT_EQ(BackupWriter::Create(path()).error().code, ErrorCode::kAlreadyExists);  // two at a time
    ASSERT_TRUE((*writer)->AddRecords({{"a", "1"}}).ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(path()).parent_path()));
  EXPECT_EQ(BackupReader::Open(path()).error().code, ErrorCode::kNotFound);
}

TEST_F(BackupFile, ALogWithAGapIsNotWritten) {
  auto writer = BackupWriter::Create(path());
  ASSERT_TRUE(writer.ok());
  LogEntry entry{5, {}, {{"a", "1"}}, {}};
  ASSERT_TRUE((*writer)->AddLog(entry).ok());
  entry.revision = 7;
  EXPECT_EQ((*writer)->AddLog(entry).error().code, ErrorCode::kDataLoss);
}

TEST_F(BackupFile, OneThatIsCutOffAnywhereIsRefusedAndSaysSo) {
  Make();
  const std::string bytes = Bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto reader = Read(bytes.substr(0, size));
    ASSERT_FALSE(reader.ok()) << size;
    EXPECT_EQ(reader.error().code, ErrorCode::kDataLoss) << size;
    EXPECT_NE(reader.error().message.find("cut off"), std::string::npos) << size << ": " << reader.error().message;
  }
}

TEST_F(BackupFile, OneByteThatChangedAnywhereIsFound) {
  Make();
  const std::string bytes = Bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Read(changed).ok() && Read(changed)->get()->summary() == Read(bytes)->get()->summary()) << i;
    // What the end says of times and counts is no part of the sum: it is held against the rest.
    if (i < bytes.rfind("begun ")) {
      EXPECT_FALSE(Read(changed).ok()) << i;
    }
  }
}

TEST_F(BackupFile, WhatStandsBehindTheEndIsRefused) {
  Make();
  EXPECT_FALSE(Read(Bytes() + "x").ok());
  EXPECT_FALSE(Read(Bytes() + Bytes()).ok());
}

TEST_F(BackupFile, OtherFilesAndNewerVersionsAreToldApart) {
  EXPECT_NE(Read("SQLite format 3").error().message.find("no backup"), std::string::npos);
  EXPECT_EQ(Read("rolecall backup 2\nanything").error().code, ErrorCode::kUnimplemented);
}

}  // namespace
}  // namespace rolecall::store
