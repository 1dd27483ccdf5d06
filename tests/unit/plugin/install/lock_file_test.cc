// Lock files as others may have left them.
#include "plugin/install/lock_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rolecall::plugin {
namespace {

class LockFileTest : public ::testing::Test {
 protected:
  LockFileTest() : path_(std::filesystem::temp_directory_path() / ("lock_file." + std::to_string(getpid()))) {}
  ~LockFileTest() override { std::filesystem::remove(path_); }

  Result<LockFile> Read(const std::string& text) {
    std::ofstream(path_) << text;
    return ReadLockFile(files_, path_.string());
  }
  std::string Problem(const std::string& text) {
    const Result<LockFile> lock = Read(text);
    return lock.ok() ? "" : lock.error().message.substr(path_.string().size() + 2);
  }

  const std::filesystem::path path_;
  SystemFileSystem files_;
};

constexpr const char* kGood =
    "provider \"registry.terraform.io/hashicorp/random\" {\n  version     = \"3.0.0\"\n  constraints = \"~> 3.0, != "
    "3.1.0\"\n  hashes = [\n    \"h1:abc+/=\",\n    \"zh:00\",\n  ]\n}\n";

TEST_F(LockFileTest, IsReadAndWrittenAlike) {
  const Result<LockFile> lock = Read(kGood);
  ASSERT_TRUE(lock.ok()) << lock.error().message;
  const Result<LockFile> again = Read(LockFileText(*lock));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, *lock);
}

TEST_F(LockFileTest, WhatIsNoLockIsRefused) {
  const auto entry = [](const std::string& address, const std::string& body) {
    return "provider \"" + address + "\" {\n" + body + "\n}\n";
  };
  const std::string random = "registry.terraform.io/hashicorp/random";
  EXPECT_EQ(Problem(std::string(kGood) + kGood), "Duplicate provider lock: " + random + " is there twice");
  EXPECT_EQ(Problem(entry(random, "")), "Missing required argument: " + random + " has no version");
  EXPECT_EQ(Problem(entry(random, "version = \"../1\"")), "Invalid provider version number: \"../1\"");
  EXPECT_EQ(Problem(entry("../../etc/x", "version = \"1.0.0\"")), "Invalid provider source address: \"../../etc/x\"");
  EXPECT_EQ(Problem(entry("a/../x", "version = \"1.0.0\"")), "Invalid provider source address: \"a/../x\"");
  EXPECT_EQ(Problem(entry("a/b", "version = \"1.0.0\"")), "Invalid provider source address: \"a/b\"");
  EXPECT_EQ(Problem(entry(random, "version = \"1.0.0\"\nhashes = [\"h1:x\\\"]\\n}\"]")).substr(0, 28),
            "Invalid provider hash string");
  EXPECT_EQ(Problem(entry(random, "version = \"1.0.0\"\nhashes = [\"x\"]")), "Invalid provider hash string: \"x\"");
  EXPECT_EQ(Problem(entry(random, "version = \"1.0.0\"\nconstraints = \"\\u001b[2J\"")).substr(0, 36),
            "Invalid provider version constraints");
}

}  // namespace
}  // namespace rolecall::plugin
