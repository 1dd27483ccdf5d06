#include "engine/modules/address.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

ModuleSource Good(const std::string& text, bool is_versioned = false) {
  Result<ModuleSource> source = ParseModuleSource(text, is_versioned);
  EXPECT_TRUE(source.ok()) << text << ": " << (source.ok() ? "" : source.error().message);
  return source.ok() ? *source : ModuleSource();
}

std::string Wrong(const std::string& text, bool is_versioned = false) {
  Result<ModuleSource> source = ParseModuleSource(text, is_versioned);
  EXPECT_FALSE(source.ok()) << text;
  return source.ok() ? "" : source.error().message;
}

TEST(ModuleAddress, LocalPathsBeginWithADot) {
  EXPECT_EQ(Good("./child").text, "./child");
  EXPECT_EQ(Good("./a//b/../c").text, "./a/c");
  EXPECT_EQ(Good("../sibling").text, "../sibling");
  EXPECT_EQ(Good(".\\child").text, "./child");
  EXPECT_EQ(Good("./x").kind, ModuleSource::Kind::kLocal);
  EXPECT_NE(Wrong("boop/bloop").find("cannot detect a supported external module source type for boop/bloop"),
            std::string::npos);
}

TEST(ModuleAddress, RegistryAddressesHaveThreeParts) {
  const ModuleSource plain = Good("hashicorp/consul/aws");
  EXPECT_EQ(plain.kind, ModuleSource::Kind::kRegistry);
  EXPECT_EQ(plain.text, "registry.opentofu.org/hashicorp/consul/aws");
  EXPECT_EQ(plain.ForDisplay(), "hashicorp/consul/aws");
  const ModuleSource hosted = Good("Example.com:1234/HashiCorp/Consul/aws//Foo");
  EXPECT_EQ(hosted.text, "example.com:1234/HashiCorp/Consul/aws//Foo");
  EXPECT_EQ(hosted.subdirectory, "Foo");
  EXPECT_EQ(hosted.ForDisplay(), hosted.text);
}

TEST(ModuleAddress, AVersionMeansARegistry) {
  EXPECT_NE(Wrong("foo/var/baz/qux", true).find("must contain at least one dot"), std::string::npos);
  EXPECT_NE(Wrong("foo.com/var/baz", true).find("three more components after the hostname"), std::string::npos);
  EXPECT_NE(Wrong("github.com/HashiCorp/Consul/aws", true).find("can't use \"github.com\""), std::string::npos);
  EXPECT_NE(Wrong("./boop", true).find("can't use local directory \"./boop\""), std::string::npos);
  EXPECT_NE(Wrong("a/b/UPPER", true).find("invalid target system \"UPPER\""), std::string::npos);
  EXPECT_NE(Wrong("a/-b/aws", true).find("invalid module name"), std::string::npos);
}

TEST(ModuleAddress, ShortFormsOfGit) {
  const ModuleSource hub = Good("github.com/org/repo//example/foo?ref=bar/baz");
  EXPECT_EQ(hub.kind, ModuleSource::Kind::kRemote);
  EXPECT_EQ(hub.package, "git::https://github.com/org/repo.git?ref=bar/baz");
  EXPECT_EQ(hub.subdirectory, "example/foo");
  EXPECT_EQ(hub.text, "git::https://github.com/org/repo.git//example/foo?ref=bar/baz");
  EXPECT_EQ(Good("github.com/org/repo/inner").subdirectory, "inner");
  EXPECT_EQ(Good("git@github.com:org/repo.git").text, "git::ssh://git@github.com/org/repo.git");
  EXPECT_EQ(Good("git::git@example.com:code/baz.git").text, "git::ssh://git@example.com/code/baz.git");
  EXPECT_EQ(Good("git::https://example.com/code/baz.git?other=1").text,
            "git::https://example.com/code/baz.git?other=1");
  EXPECT_EQ(Good("git::ssh://git@example.com/code/baz.git").text, "git::ssh://git@example.com/code/baz.git");
}

TEST(ModuleAddress, OtherPackages) {
  EXPECT_EQ(Good("https://example.com/module.zip//sub?checksum=md5:x").package,
            "https://example.com/module.zip?checksum=md5:x");
  EXPECT_EQ(Good("/abs/dir//sub").text, "file:///abs/dir//sub");
  EXPECT_EQ(Good("git::file:///tmp/repo//modules/x?ref=v1").text, "git::file:///tmp/repo//modules/x?ref=v1");
  EXPECT_EQ(Good("s3-eu-west-1.amazonaws.com/bucket/vpc.zip//sub?version=1").text,
            "s3::https://s3-eu-west-1.amazonaws.com/bucket/vpc.zip//sub?version=1");
  EXPECT_EQ(Good("bucket.s3.eu-west-1.amazonaws.com/vpc.zip").text,
            "s3::https://s3.eu-west-1.amazonaws.com/bucket/vpc.zip");
  EXPECT_EQ(Good("www.googleapis.com/storage/v1/modules/m.zip").text,
            "gcs::https://www.googleapis.com/storage/v1/modules/m.zip");
  EXPECT_NE(Wrong("a.b.c.d.e.amazonaws.com/x").find("URL is not a valid S3 URL"), std::string::npos);
}

TEST(ModuleAddress, SubdirectoriesStayInside) {
  EXPECT_NE(Wrong("git::https://example.com/a.git//../../etc").find("leads outside"), std::string::npos);
  EXPECT_NE(Wrong("a/b/aws//../x", true).find("leads outside"), std::string::npos);
  EXPECT_NE(Wrong("a/b/aws////etc", true).find("leads outside"), std::string::npos);
  EXPECT_NE(Wrong("https://example.com/a.zip////etc").find("leads outside"), std::string::npos);
}

TEST(ModuleAddress, PackagesInParts) {
  const RemotePackage package = ParseRemotePackage("git::https://h/r.git?ref=v1.2&depth=1");
  EXPECT_EQ(package.getter, "git");
  EXPECT_EQ(package.url, "https://h/r.git");
  EXPECT_EQ(package.Argument("ref"), "v1.2");
  EXPECT_EQ(package.Argument("depth"), "1");
  EXPECT_EQ(package.Argument("nope"), "");
  EXPECT_EQ(ParseRemotePackage("https://h/x.zip").getter, "https");
}

TEST(ModuleAddress, MessagesHaveNoSecretsOfIt) {
  EXPECT_EQ(ShownAddress("git::https://user:hunter2@example.com/r.git?ref=v1"),
            "git::https://example.com/r.git?ref=v1");
  EXPECT_EQ(ShownAddress("git::ssh://git@example.com/r.git"), "git::ssh://git@example.com/r.git");
  EXPECT_EQ(ShownAddress("https://user:hunter2@example.com?depth=1"), "https://example.com?depth=1");
  EXPECT_EQ(ShownAddress("s3::https://h/b/k.zip?region=eu-west-1&aws_access_key_secret=hunter2"),
            "s3::https://h/b/k.zip?region=eu-west-1&aws_access_key_secret=xxxxx");
  EXPECT_EQ(ShownAddress("https://h/k.zip?X-Amz-Signature=hunter2&archive=zip"),
            "https://h/k.zip?X-Amz-Signature=xxxxx&archive=zip");
  EXPECT_EQ(ShownAddress("../local"), "../local");
}

}  // namespace
}  // namespace rolecall::engine
