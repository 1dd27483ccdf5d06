// `rolecall store`: from one kind of place to another, and what is refused.
#include <sys/stat.h>

#include "cli/store/store_flags.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  // It runs once more, and gets a user.
  void ChangeThePlane() {
    std::ostringstream ready, warnings;
    server::ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.data_dir = "plane";
    options.account_id = "054000737513";
    clock_.Advance(std::chrono::hours(1));
    auto plane = server::Plane::Start(options, {clock_, random_, files_, ready, warnings, &environment_});
    ASSERT_TRUE(plane.ok()) << plane.error().message;
    environment_.Set("AWS_SHARED_CREDENTIALS_FILE", "plane/credentials");
    environment_.Set("AWS_ENDPOINT_URL", (*plane)->endpoint());
    environment_.Set("AWS_REGION", "us-east-1");
    Write("main.tf", "resource \"aws_iam_user\" \"late\" {\n  name = \"late\"\n}\n");
    EXPECT_EQ(Run({"apply", "-auto-approve"}), 0) << err();
    (*plane)->Stop();
  }
  std::uint64_t SequenceOfBackup() const {
    const std::string::size_type at = out().find("at sequence ");
    return at == std::string::npos ? 0 : std::stoull(out().substr(at + 12));
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

TEST_F(StoreCommands, LogsOfLaterBackupsAndOfStoresReachAPointInTime) {
  ASSERT_EQ(Run({"store", "backup", "plane", "first.backup"}), 0) << err();
  const std::uint64_t before = SequenceOfBackup();
  ChangeThePlane();
  ASSERT_EQ(Run({"store", "backup", "plane", "second.backup"}), 0) << err();
  const std::uint64_t after = SequenceOfBackup();
  ASSERT_GT(after, before);
  const std::vector<std::pair<std::string, std::string>> cases = {{"-log=second.backup", "a"},
                                                                  {"-log=plane", "b"},
                                                                  {"-log=plane/rolecall.db", "c"},
                                                                  {"-log=sqlite:plane/rolecall.db", "d"}};
  for (const auto& [log, to] : cases) {
    CopyKey(to);
    EXPECT_EQ(Run({"store", "restore", log, "first.backup", to}), 0) << log << err();
    EXPECT_THAT(out(), HasSubstr(to + " holds what the plane held at sequence " + std::to_string(after))) << log;
    CopyKey(to + "2");
    EXPECT_EQ(Run({"store", "restore", log, "-to-sequence=" + std::to_string(before), "first.backup", to + "2"}), 0)
        << log << err();
    EXPECT_THAT(out(), HasSubstr(to + "2 holds what the plane held at sequence " + std::to_string(before) + " "));
  }
  // The plane's clock stood at eight, and an hour later.
  CopyKey("half-past");
  EXPECT_EQ(Run({"store", "restore", "-log=plane", "-to-time=2027-01-15T08:30:00Z", "first.backup", "half-past"}), 0)
      << err();
  EXPECT_THAT(out(), HasSubstr("held at sequence " + std::to_string(before) + " (2027-01-15T08:00:00Z)"));
  EXPECT_EQ(Run({"store", "restore", "-to-sequence=1", "second.backup", "none", "-data-dir", "plane"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("which is later: name one that was made before that point"));
  EXPECT_EQ(Run({"store", "restore", "-log=nowhere", "first.backup", "none", "-data-dir", "plane"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("nowhere"));
  EXPECT_EQ(Run({"store", "restore", "-to-sequence=x", "first.backup", "none"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("-to-sequence is a number"));
  EXPECT_EQ(Run({"store", "restore", "-to-sequence=1", "-to-time=2026-11-29T13:59:00Z", "first.backup", "none"}), 1);
  EXPECT_THAT(Errors(), HasSubstr("-to-time and -to-sequence exclude each other"));
  EXPECT_FALSE(Exists("none/rolecall.db"));
}

using DamageToldTest = CommandLineTest;

TEST_F(DamageToldTest, DamagedValuesAreToldUpToABoundAndCountedAll) {
  CommandContext context = Context();
  DamageTold damage(context);
  EXPECT_EQ(damage.ExitCode(), kExitOk);
  EXPECT_EQ(err(), "");
  const auto tell = damage.Teller();
  for (int i = 0; i < 25; ++i) tell("s3/\x1b[2J\n" + std::to_string(i));
  EXPECT_EQ(damage.ExitCode(), kExitDifferent);
  EXPECT_THAT(err(), HasSubstr("is empty in the copy: s3/?[2J?0\n"));
  EXPECT_THAT(err(), HasSubstr("is empty in the copy: s3/?[2J?19\n"));
  EXPECT_THAT(err(), Not(HasSubstr("?[2J?20")));
  EXPECT_THAT(err(), HasSubstr("rolecall: 25 values were damaged; all others are whole\n"));
}

}  // namespace
}  // namespace rolecall::cli
