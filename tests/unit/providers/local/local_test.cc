#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "providers/local/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::local {
namespace {

class LocalTest : public ProviderHarness {
 protected:
  LocalTest() { Use(MakeLocalProvider(files_)); }

  Object File(const std::string& content, const std::string& type = "local_file") {
    Object config = Empty(type);
    config.SetText("filename", "out/a.txt");
    config.SetText("content", content);
    return config;
  }
  MemoryFileSystem files_;
};

TEST_F(LocalTest, AFileIsWrittenAndKnownByItsDigest) {
  Object state = Create("local_file", File("hello"));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(*files_.Read("out/a.txt", 100), "hello");
  EXPECT_EQ(state.Text("id"), crypto::Sha1Hex("hello"));
  EXPECT_EQ(state.Text("content_base64sha256"), Base64Encode(crypto::Sha256("hello")));
  EXPECT_EQ(state.Text("file_permission"), "0777");
  EXPECT_TRUE(IsQuiet("local_file", state, File("hello")));
  EXPECT_EQ(Replaces("local_file", state.ToValue(), File("bye")), std::vector<std::string>{"content"});
}

TEST_F(LocalTest, AFileThatIsGoneOrChangedIsMadeAgain) {
  Object state = Create("local_file", File("hello"));
  EXPECT_FALSE(Read("local_file", state).IsNull());
  ASSERT_TRUE(files_.Write("out/a.txt", "other", FileMode::kPublic).ok());
  EXPECT_TRUE(Read("local_file", state).IsNull());
  ASSERT_TRUE(files_.Remove("out/a.txt").ok());
  EXPECT_TRUE(Read("local_file", state).IsNull());
}

TEST_F(LocalTest, DestroyRemovesTheFileAndDoesNotMindThatItIsGone) {
  Object state = Create("local_file", File("hello"));
  Destroy("local_file", state);
  EXPECT_FALSE(files_.Exists("out/a.txt"));
  Destroy("local_file", state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(LocalTest, ContentComesFromOneArgument) {
  Object config = File("hello");
  config.SetText("content_base64", "aGk=");
  EXPECT_NE(Validate("local_file", config).find("Exactly one"), std::string::npos);
  config.SetNull("content");
  Create("local_file", config);
  EXPECT_EQ(*files_.Read("out/a.txt", 100), "hi");
  config.SetNull("content_base64");
  EXPECT_NE(Validate("local_file", config).find("Exactly one"), std::string::npos);
  ASSERT_TRUE(files_.Write("source", "from a file", FileMode::kPublic).ok());
  config.SetText("source", "source");
  Create("local_file", config);
  EXPECT_EQ(*files_.Read("out/a.txt", 100), "from a file");
  config.SetText("file_permission", "rw-r--r--");
  EXPECT_NE(Validate("local_file", config).find("octal"), std::string::npos);
}

TEST_F(LocalTest, ASensitiveFileIsPrivateAndItsContentHidden) {
  Object state = Create("local_sensitive_file", File("s3cret", "local_sensitive_file"));
  EXPECT_EQ(state.Text("file_permission"), "0700");
  EXPECT_TRUE(provider_->schema().resources.at("local_sensitive_file").block.attributes.at("content").sensitive);
}

TEST_F(LocalTest, TheDataSourceReadsAndSaysWhenItCannot) {
  ASSERT_TRUE(files_.Write("x", "hello", FileMode::kPublic).ok());
  value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("local_file").block);
  Object config(type, value::Value::Null(type));
  config.SetText("filename", "x");
  Object read(type, provider_->ReadDataSource("local_file", config.ToValue(), diagnostics_));
  EXPECT_EQ(read.Text("content"), "hello");
  EXPECT_EQ(read.Text("content_md5"), crypto::Md5Hex("hello"));
  config.SetText("filename", "missing");
  provider_->ReadDataSource("local_file", config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("missing"), std::string::npos);
}

TEST(LocalFileMode, ObeysTheUmask) {
  std::string directory = testing::TempDir() + "/rolecall-local-" + std::to_string(::getpid());
  SystemFileSystem files;
  auto provider = MakeLocalProvider(files);
  value::Type type = engine::ImpliedType(provider->schema().resources.at("local_file").block);
  Object config(type, value::Value::Null(type));
  config.SetText("filename", directory + "/a");
  config.SetText("content", "x");
  config.SetText("file_permission", "0666");
  config.SetText("directory_permission", "0700");
  diag::Diagnostics diagnostics;
  Switch never;
  mode_t before = ::umask(027);
  auto planned =
      provider->Plan("local_file", {value::Value::Null(type), ""}, config.ToValue(), config.ToValue(), diagnostics);
  provider->Apply("local_file", {value::Value::Null(type), ""}, planned, config.ToValue(), never, diagnostics);
  ::umask(before);
  struct stat info {};
  ASSERT_EQ(::stat((directory + "/a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  ASSERT_EQ(::stat(directory.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  ASSERT_TRUE(files.Remove(directory + "/a").ok());
  ASSERT_TRUE(files.Remove(directory).ok());
}

}  // namespace
}  // namespace rolecall::providers::local
