#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/secret.h"

namespace rolecall {
namespace {

constexpr std::int64_t kSomeSecond = 1795457474;  // 2026-11-23T18:11:14Z

TEST(Clock, FormatsAsTheProtocolsWantIt) {
  const Time time = FromUnixSeconds(kSomeSecond) + std::chrono::milliseconds(7);
  EXPECT_EQ(FormatIso8601(time), "2026-11-23T18:11:14Z");
  EXPECT_EQ(FormatIso8601Millis(time), "2026-11-23T18:11:14.007Z");
  EXPECT_EQ(FormatAmzDate(time), "20261123T181114Z");
  EXPECT_EQ(FormatHttpDate(time), "Mon, 23 Nov 2026 18:11:14 GMT");
}

TEST(Clock, ReadsRfc3339WithOffsetAndFraction) {
  EXPECT_EQ(ParseRfc3339("2026-11-23T18:11:14Z"), FromUnixSeconds(kSomeSecond));
  EXPECT_EQ(ParseRfc3339("2026-11-23T19:11:14.5+01:00"), FromUnixSeconds(kSomeSecond) + std::chrono::milliseconds(500));
  EXPECT_EQ(ParseAmzDate("20261123T181114Z"), FromUnixSeconds(kSomeSecond));
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T18:11:14",
        "2026-11-23T18:11:14.Z", "2026-11-23T18:11:14Zx", "2026-11-23T18:11:14+0100"}) {
    EXPECT_FALSE(ParseRfc3339(text).has_value()) << text;
  }
  for (const char* text : {"", "20261123T181114", "20261323T181114Z", "2026-1123T181114Z"}) {
    EXPECT_FALSE(ParseAmzDate(text).has_value()) << text;
  }
}

TEST(Random, BelowStaysBelowAndReachesEverything) {
  FakeRandom random;
  std::array<int, 5> seen{};
  for (int i = 0; i < 500; ++i) ++seen.at(random.Below(5));
  for (const int count : seen) EXPECT_GT(count, 50);
}

TEST(Random, UuidHasVersionAndVariant) {
  SystemRandom random;
  const std::string uuid = RandomUuid(random);
  EXPECT_EQ(uuid.size(), 36u);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_NE(uuid, RandomUuid(random));
}

TEST(Secret, ComparesByContentOnly) {
  const Secret secret(std::string("hunter2"));
  EXPECT_TRUE(secret.Equals("hunter2"));
  EXPECT_FALSE(secret.Equals("hunter3"));
  EXPECT_FALSE(secret.Equals("hunter22"));
  EXPECT_FALSE(secret.Equals(""));
}

TEST(Secret, MovedFromIsEmpty) {
  Secret secret(std::string("a long enough secret to live on the heap, not inline"));
  const Secret other = std::move(secret);
  EXPECT_TRUE(secret.empty());  // NOLINT: that is the claim
  EXPECT_FALSE(other.empty());
}

// The same claims hold for the real and for the memory file system.
class FileSystems : public ::testing::TestWithParam<bool> {
 protected:
  FileSystems() {
    if (GetParam()) {
      root_ = std::filesystem::temp_directory_path() / ("rolecall-files-" + std::to_string(getpid()));
      std::filesystem::create_directories(root_);
      files_ = std::make_unique<SystemFileSystem>();
    } else {
      root_ = "r";
      files_ = std::make_unique<MemoryFileSystem>();
    }
  }
  ~FileSystems() override {
    if (GetParam()) std::filesystem::remove_all(root_);
  }
  std::string Path(const std::string& name) const { return JoinPath(root_, name); }

  std::string root_;
  std::unique_ptr<FileSystem> files_;
};

TEST_P(FileSystems, ReadsBackWhatWasWritten) {
  ASSERT_TRUE(files_->Write(Path("f"), "one", FileMode::kPrivate).ok());
  ASSERT_TRUE(files_->Write(Path("f"), "two", FileMode::kPrivate).ok());
  EXPECT_EQ(*files_->Read(Path("f"), 100), "two");
  EXPECT_TRUE(files_->Exists(Path("f")));
}

TEST_P(FileSystems, TellsWhyAReadFails) {
  EXPECT_EQ(files_->Read(Path("absent"), 100).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(files_->Write(Path("f"), "12345", FileMode::kPrivate).ok());
  EXPECT_EQ(files_->Read(Path("f"), 4).error().code, ErrorCode::kResourceExhausted);
}

TEST_P(FileSystems, ListsSortedWithDirectories) {
  ASSERT_TRUE(files_->MakeDirectories(Path("d/e"), true).ok());
  ASSERT_TRUE(files_->Write(Path("b"), "", FileMode::kPublic).ok());
  ASSERT_TRUE(files_->Write(Path("a"), "", FileMode::kPublic).ok());
  const auto entries = *files_->List(root_);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].name, "a");
  EXPECT_EQ(entries[2].name, "d");
  EXPECT_TRUE(entries[2].is_directory);
  EXPECT_FALSE(entries[0].is_directory);
}

INSTANTIATE_TEST_SUITE_P(RealAndMemory, FileSystems, ::testing::Bool());

TEST(SystemFileSystem, PrivateFilesAreForTheOwnerOnly) {
  SystemFileSystem files;
  const std::string path = std::filesystem::temp_directory_path() / ("rolecall-mode-" + std::to_string(getpid()));
  ASSERT_TRUE(files.Write(path, "x", FileMode::kPrivate).ok());
  EXPECT_EQ(static_cast<int>(std::filesystem::status(path).permissions()), 0600);
  std::filesystem::remove(path);
}

TEST(Paths, JoinAndSplit) {
  EXPECT_EQ(DirectoryName("a/b"), "a");
  EXPECT_EQ(DirectoryName("a"), ".");
  EXPECT_EQ(DirectoryName("/a"), "/");
  EXPECT_EQ(JoinPath("a", "b"), "a/b");
  EXPECT_EQ(JoinPath("a/", "b"), "a/b");
  EXPECT_EQ(JoinPath(".", "b"), "b");
  EXPECT_EQ(JoinPath("a", "/b"), "/b");
}

TEST(Environment, EmptyIsSetButNotUsedByGetOr) {
  FakeEnvironment environment;
  environment.Set("A", "");
  EXPECT_TRUE(environment.Get("A").has_value());
  EXPECT_FALSE(environment.Get("B").has_value());
  EXPECT_EQ(environment.GetOr("A", "x"), "x");
}

}  // namespace
}  // namespace rolecall
