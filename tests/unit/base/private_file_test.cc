#include "base/private_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace rolecall {
namespace {

class PrivateFile : public testing::Test {
 protected:
  PrivateFile() {
    char name[] = "/tmp/rolecall-private-XXXXXX";
    directory_ = mkdtemp(name);
    path_ = directory_ + "/file";
  }
  ~PrivateFile() override { std::filesystem::remove_all(directory_); }

  void Make(mode_t mode) {
    std::ofstream{path_} << "text";
    chmod(path_.c_str(), mode);
  }
  mode_t Mode() {
    struct stat info {};
    stat(path_.c_str(), &info);
    return info.st_mode & 0777;
  }
  std::string Check(Readable readable) {
    Result<void> good = CheckPrivateFile(path_, readable);
    return good.ok() ? "good" : ErrorCodeName(good.error().code);
  }

  std::string directory_, path_;
};

TEST_F(PrivateFile, IsMadeForItsOwner) {
  umask(0);
  Result<int> file = OpenPrivateFile(path_, O_RDWR | O_CREAT, Readable::kRefused);
  umask(022);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(Mode(), 0600u);
  EXPECT_EQ(write(*file, "a", 1), 1);
  EXPECT_EQ(fcntl(*file, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  close(*file);
}

TEST_F(PrivateFile, ThatOthersMayReadIsRefusedOrRepaired) {
  for (mode_t mode : {0640, 0604, 0644, 0611}) {
    Make(mode);
    EXPECT_EQ(Check(Readable::kRefused), "permission_denied") << mode;
    EXPECT_EQ(Mode(), mode);
    EXPECT_EQ(Check(Readable::kRepaired), "good") << mode;
    EXPECT_EQ(Mode(), 0600u);
    EXPECT_EQ(Check(Readable::kRefused), "good");
  }
}

TEST_F(PrivateFile, ThatOthersMayWriteIsRefused) {
  for (mode_t mode : {0620, 0602, 0666}) {
    Make(mode);
    EXPECT_EQ(Check(Readable::kRepaired), "permission_denied") << mode;
    EXPECT_EQ(Mode(), mode);
  }
}

TEST_F(PrivateFile, IsNoLinkNoPipeAndNoDirectory) {
  Make(0600);
  std::filesystem::rename(path_, directory_ + "/other");
  std::filesystem::create_symlink(directory_ + "/other", path_);
  EXPECT_EQ(Check(Readable::kRepaired), "permission_denied");
  std::filesystem::remove(path_);
  std::filesystem::create_symlink(directory_ + "/nothing", path_);
  EXPECT_FALSE(OpenPrivateFile(path_, O_RDWR | O_CREAT, Readable::kRepaired).ok());
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/nothing"));
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(Check(Readable::kRepaired), "permission_denied");  // and nobody waits for who writes into it
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(Check(Readable::kRepaired), "permission_denied");
}

TEST_F(PrivateFile, ThatIsNotThereIsGood) {
  EXPECT_EQ(Check(Readable::kRefused), "good");
  EXPECT_EQ(OpenPrivateFile(path_, O_RDONLY, Readable::kRefused).error().code, ErrorCode::kNotFound);
}

TEST_F(PrivateFile, OfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  Make(0600);
  ASSERT_EQ(chown(path_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(Check(Readable::kRepaired), "permission_denied");
}

}  // namespace
}  // namespace rolecall
