#include "base/private_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace rolecall {
namespace {

TEST(PrivateFolder, GoesWithAllThatIsInIt) {
  std::string path;
  {
    Result<PrivateFolder> made = PrivateFolder::Make(testing::TempDir(), "rolecall-test-");
    ASSERT_TRUE(made.ok()) << made.error().message;
    const PrivateFolder folder = *std::move(made);
    path = folder.path();
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
    std::filesystem::create_directory(folder.Inside("below"));
    std::ofstream(folder.Inside("below/file")) << "x";
    EXPECT_TRUE(std::filesystem::exists(path + "/below/file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PrivateFolder, FilesAreNewAndTheOwnersAlone) {
  const Result<PrivateFolder> folder = PrivateFolder::Make(testing::TempDir(), "a-");
  ASSERT_TRUE(folder.ok());
  const Result<std::string> key = folder->Write("key", "secret"), program = folder->Write("run", "#!/bin/sh\n", true);
  ASSERT_TRUE(key.ok() && program.ok());
  EXPECT_EQ(*key, folder->Inside("key"));
  std::ifstream file(*key);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "secret");
  struct stat info {};
  ASSERT_EQ(stat(key->c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  ASSERT_EQ(stat(program->c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  EXPECT_EQ(folder->Write("key", "other").error().code, ErrorCode::kConflict);
}

TEST(PrivateFolder, TwoHaveTwoNames) {
  const Result<PrivateFolder> one = PrivateFolder::Make(testing::TempDir(), "a-");
  const Result<PrivateFolder> other = PrivateFolder::Make(testing::TempDir(), "a-");
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_NE(one->path(), other->path());
}

TEST(PrivateFolder, AParentThatIsNotThereIsTold) {
  const Result<PrivateFolder> made = PrivateFolder::Make(testing::TempDir() + "/none", "a-");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kNotFound);
  EXPECT_NE(made.error().message.find("/none: No such file or directory"), std::string::npos);
}

}  // namespace
}  // namespace rolecall
