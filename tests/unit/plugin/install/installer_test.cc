// Packages found, installed, locked and found again; and those that are not what the lock file says.
#include "plugin/install/installer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "plugin/install/package_hash.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

class InstallerTest : public ::testing::Test {
 protected:
  InstallerTest() : root_(fs::temp_directory_path() / ("installer." + std::to_string(getpid()))) {
    fs::create_directories(root_);
  }
  ~InstallerTest() override { fs::remove_all(root_); }

  void Package(const std::string& version, const std::string& content, const std::string& host = "example.com") {
    const fs::path folder = root_ / "mirror" / host / "team/tool" / version / "linux_amd64";
    fs::create_directories(folder);
    std::ofstream(folder / ("terraform-provider-tool_v" + version)) << content;
  }
  InstallLayout Layout() const { return {(root_ / "data").string(), (root_ / "lock.hcl").string(), "linux_amd64"}; }
  Result<InstalledPackage> Install(const std::string& constraint, bool upgrade = false, bool read_only = false,
                                   const std::string& host = "example.com") {
    said_.clear();
    InstallOptions options{.layout = Layout(), .upgrade = upgrade};
    options.config.methods = {{InstallMethod::Kind::kFilesystem, (root_ / "mirror").string()}};
    options.say = [this](const std::string& line) { said_ += line + "\n"; };
    options.fetch.unpack = [](const std::string&, const std::string& folder) -> Result<void> {
      std::ofstream(folder + "/terraform-provider-tool") << "unpacked";
      return {};
    };
    Installer installer(files_, options);
    EXPECT_TRUE(installer.Open().ok());
    ROLECALL_TRY(const Selection selection, installer.Select({host, "team/tool", constraint}));
    ROLECALL_TRY(InstalledPackage installed, installer.Install(selection));
    ROLECALL_TRY([[maybe_unused]] const LockChange change, installer.SaveLock(read_only));
    return installed;
  }
  std::string Lock() { return *files_.Read(Layout().lock_path, 10000); }

  const fs::path root_;
  SystemFileSystem files_;
  std::string said_;
};

TEST_F(InstallerTest, TheNewestThatFitsIsInstalledAndLocked) {
  Package("1.0.0", "one");
  Package("1.4.0", "one point four");
  Package("2.0.0", "two");
  const auto installed = Install("~> 1.0");
  ASSERT_TRUE(installed.ok()) << installed.error().message;
  EXPECT_EQ(installed->version, "1.4.0");
  EXPECT_EQ(
      said_,
      "- Finding example.com/team/tool versions matching \"~> 1.0\"...\n- Installing example.com/team/tool v1.4.0...\n"
      "- Installed example.com/team/tool v1.4.0 (unauthenticated)\n");
  EXPECT_NE(Lock().find("provider \"example.com/team/tool\" {\n  version     = \"1.4.0\"\n"
                        "  constraints = \"~> 1.0\"\n  hashes = [\n    \"h1:"),
            std::string::npos)
      << Lock();
  const auto found = FindInstalled(files_, Layout(), "", "team/tool");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(*files_.Read(found->program, 100), "one point four");
}

TEST_F(InstallerTest, TheLockedVersionStaysUntilUpgrade) {
  Package("1.0.0", "one");
  ASSERT_TRUE(Install("").ok());
  Package("1.1.0", "newer");
  EXPECT_EQ(Install("")->version, "1.0.0");
  EXPECT_NE(said_.find("Using previously-installed example.com/team/tool v1.0.0"), std::string::npos);
  EXPECT_EQ(Install("", true)->version, "1.1.0");
}

TEST_F(InstallerTest, APackageThatIsNotAsLockedIsRefused) {
  Package("1.0.0", "one");
  ASSERT_TRUE(Install("").ok());
  Package("1.0.0", "something else");
  const auto installed = Install("");
  ASSERT_FALSE(installed.ok());
  EXPECT_EQ(installed.error().code, ErrorCode::kDataLoss);
  EXPECT_NE(installed.error().message.find("doesn't match any of the checksums"), std::string::npos);
  const auto found = FindInstalled(files_, Layout(), "", "team/tool");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::kDataLoss);
}

TEST_F(InstallerTest, AReadOnlyLockFileIsNotChanged) {
  Package("1.0.0", "one");
  const auto installed = Install("", false, true);
  ASSERT_FALSE(installed.ok());
  EXPECT_EQ(installed.error().code, ErrorCode::kConflict);
  EXPECT_FALSE(files_.Exists(Layout().lock_path));
}

TEST_F(InstallerTest, WithoutAHostTheDefaultRegistriesFoldersAreLookedInto) {
  Package("1.0.0", "one", "registry.terraform.io");
  const auto installed = Install("", false, false, "");
  ASSERT_TRUE(installed.ok()) << installed.error().message;
  EXPECT_EQ(installed->host, "registry.terraform.io");
}

TEST_F(InstallerTest, WhatIsNowhereIsNotFoundAndWhatDoesNotFitIsSaid) {
  EXPECT_EQ(Install("").error().code, ErrorCode::kNotFound);
  Package("1.0.0", "one");
  EXPECT_EQ(Install("> 3.0").error().message, "no available releases match the given constraints > 3.0.0");
}

TEST_F(InstallerTest, AnArchiveIsUnpackedAndLockedByBothHashes) {
  const fs::path folder = root_ / "mirror/example.com/team/tool";
  fs::create_directories(folder);
  std::ofstream(folder / "terraform-provider-tool_3.0.0_linux_amd64.zip") << "zip";
  std::ofstream(folder / "terraform-provider-tool_3.1.0_darwin_arm64.zip") << "other platform";
  const auto installed = Install("");
  ASSERT_TRUE(installed.ok()) << installed.error().message;
  EXPECT_EQ(installed->version, "3.0.0");
  EXPECT_NE(Lock().find("\"h1:"), std::string::npos);
  EXPECT_NE(Lock().find("\"zh:"), std::string::npos);
}

// The hash as Go's dirhash makes it of a folder with the one file "a" that has "x\n".
TEST_F(InstallerTest, HashesAreThoseOfOtherPrograms) {
  const fs::path folder = root_ / "known";
  fs::create_directories(folder);
  std::ofstream(folder / "a") << "x\n";
  EXPECT_EQ(*HashDirectory(folder.string()), "h1:+xnOSX74yPkSk+fqTJzklqb6lxAUyp7fLEeJL+9jRKo=");
}

}  // namespace
}  // namespace rolecall::plugin
