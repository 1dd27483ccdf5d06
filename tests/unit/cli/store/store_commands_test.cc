// `rolecall store`: from one kind of place to another, and what is refused.
#include <sys/stat.h>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

class StoreCommands : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    // A plane that ran here, and was stopped.
    std::ostringstream ready, warnings;
    server::ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.data_dir = "plane";
    options.account_id = "054000737513";
    auto plane = server::Plane::Start(options, {clock_, random_, files_, ready, warnings, &environment_});
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    (*plane)->Stop();
  }
  void CopyKey(const std::string& to) {
    std::filesystem::create_directories(to);
    std::filesystem::copy_file("plane/master.key", to + "/master.key");
  }
};

TEST_F(StoreCommands, ABackupIsRestoredIntoANewDataDirectory) {
  ASSERT_EQ(Run({"store", "backup", "plane", "plane.backup"}), 0) << err();
  EXPECT_THAT(out(), HasSubstr("entries at sequence"));
  EXPECT_THAT(out(), HasSubstr("sha256"));
  struct stat info {};
  ASSERT_EQ(stat("plane.backup", &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  CopyKey("new");
  ASSERT_EQ(Run({"store", "restore", "plane.backup", "new"}), 0) << err();
  EXPECT_THAT(out(), HasSubstr("holds what the plane held at sequence"));
  ASSERT_EQ(stat("new/rolecall.db", &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists("new/rolecall.db.restoring"));
  EXPECT_EQ(Run({"serve", "-check", "-data-dir", "new"}), 0) << out() << err();
  EXPECT_THAT(out(), HasSubstr("account: 1"));
}

TEST_F(StoreCommands, AStoreIsCopiedAndItsSourceStays) {
  const std::string before = Read("plane/rolecall.db");
  CopyKey("new");
  ASSERT_EQ(Run({"store", "copy", "sqlite:plane/rolecall.db", "sqlite:new/rolecall.db"}), 0) << err();
  EXPECT_EQ(Read("plane/rolecall.db"), before);
  EXPECT_EQ(Run({"serve", "-check", "-data-dir", "new"}), 0) << out() << err();
}

TEST_F(StoreCommands, WhatCannotBeDoneIsRefusedAndSaysWhy) {
  ASSERT_EQ(Run({"store", "backup", "plane", "plane.backup"}), 0) << err();
  EXPECT_EQ(Run({"store", "backup", "plane", "plane.backup"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("is there already"));
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "plane"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("goes into a new store only"));
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "new"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("master key"));
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "new", "-master-key", "env:KEY"}), 1);
  environment_.Set("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "new", "-master-key", "env:KEY"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("is not the one that the backup"));
  EXPECT_FALSE(std::filesystem::exists("new/rolecall.db"));
  EXPECT_FALSE(std::filesystem::exists("new/rolecall.db.restoring"));
  std::filesystem::resize_file("plane.backup", 1000);
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "new", "-data-dir", "plane"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("cut off"));
  EXPECT_EQ(Run({"store", "copy", "redis://x", "new"}), 1);
  EXPECT_EQ(Run({"store", "copy", "none", "new", "-data-dir", "plane"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("none"));
  EXPECT_EQ(Run({"store", "copy", "plane"}), 1);
  EXPECT_EQ(Run({"store", "restore", "plane.backup", "new", "-to-time", "yesterday"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("-to-time is a time"));
}

}  // namespace
}  // namespace rolecall::cli
