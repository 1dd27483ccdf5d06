#include "server/master_key_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/encoding.h"

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOne(32, '1'), kTwo(32, '2');

class MasterKeySourceTest : public ::testing::Test {
 protected:
  MasterKeySourceTest() {
    char path[] = "/tmp/rolecall-key-XXXXXX";
    directory_ = mkdtemp(path);
  }
  ~MasterKeySourceTest() override { std::filesystem::remove_all(directory_); }

  Result<crypto::KeyRing> Read(const std::string& flag, std::map<std::string, std::string> environment = {}) {
    MasterKeySource source = ParseMasterKeySource(flag).value();
    source.environment = std::move(environment);
    return ReadMasterKeySource(source, files_, directory_);
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(files_.Write(Path(name), text, FileMode::kPrivate).ok());
  }
  std::string Path(const std::string& name) const { return JoinPath(directory_, name); }

  SystemFileSystem files_;
  std::string directory_;
};

TEST_F(MasterKeySourceTest, IsAFileAVariableOrACommand) {
  Write("elsewhere", kTwo);
  for (const std::string& flag :
       {"file:" + Path("elsewhere"), std::string("env:MASTER"), "command:/usr/bin/base64 -w0 " + Path("elsewhere"),
        std::string("command:echo $MASTER")}) {
    const auto keys = Read(flag, {{"MASTER", Base64Encode(kTwo)}});
    ASSERT_TRUE(keys.ok()) << flag << ": " << keys.error().message;
    EXPECT_EQ(keys->newest().Reveal(), kTwo) << flag;
    EXPECT_EQ(keys->size(), 1u);
  }
}

TEST_F(MasterKeySourceTest, AKeyInTheDataDirectoryIsAnOlderOne) {
  Write("master.key", kOne);
  EXPECT_EQ(Read("")->newest().Reveal(), kOne);
  const auto keys = Read("env:MASTER", {{"MASTER", Base64Encode(kTwo)}});
  EXPECT_EQ(keys->newest().Reveal(), kTwo);
  EXPECT_EQ(keys->size(), 2u);
}

TEST_F(MasterKeySourceTest, ComplaintsNameThePlaceAndNothingOfTheKey) {
  Write("elsewhere", "hidden-but-wrong");
  for (const std::string& flag :
       {"file:" + Path("elsewhere"), std::string("env:MASTER"), std::string("command:echo hidden"),
        std::string("command:echo hidden; exit 1"), std::string("env:ANOTHER")}) {
    const auto keys = Read(flag, {{"MASTER", "hidden"}});
    ASSERT_FALSE(keys.ok()) << flag;
    EXPECT_THAT(keys.error().message, Not(HasSubstr("hidden"))) << flag;
    EXPECT_THAT(keys.error().message, ::testing::AnyOf(HasSubstr("elsewhere"), HasSubstr("--master-key"))) << flag;
  }
}

TEST_F(MasterKeySourceTest, AFileThatOthersMayReadIsRefused) {
  Write("elsewhere", kTwo);
  chmod(Path("elsewhere").c_str(), 0640);
  EXPECT_EQ(Read("file:" + Path("elsewhere")).error().code, ErrorCode::kPermissionDenied);
}

TEST_F(MasterKeySourceTest, ADamagedKeyOfTheDataDirectoryIsDataLoss) {
  for (const std::string& text : {std::string("short"), std::string(5000, 'x')}) {
    Write("master.key", text);
    EXPECT_FALSE(Read("").ok());
  }
  Write("master.key", "short");
  EXPECT_EQ(Read("").error().code, ErrorCode::kDataLoss);
  EXPECT_THAT(Read("").error().message, HasSubstr("master.key is damaged: master keys are 32 bytes"));
}

TEST(MasterKeySource, OtherWordsAreRefused) {
  for (const char* text : {"file:", "env:", "vault:x", "/etc/key", "command:"}) {
    EXPECT_EQ(ParseMasterKeySource(text).error().code, ErrorCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace rolecall::server
