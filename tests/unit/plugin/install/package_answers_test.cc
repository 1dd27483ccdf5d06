#include "plugin/install/package_answers.h"

#include <gtest/gtest.h>

namespace rolecall::plugin {
namespace {

const std::string kSum(64, 'a');
constexpr const char* kUrl = "https://r.example/v1/providers/team/tool/1.0.0/download/linux/amd64";

std::string DownloadBody(const std::string& change = "", const std::string& to = "") {
  std::string body = R"({"protocols": ["5.1", "6.0"], "os": "linux", "arch": "amd64", "filename": "tool.zip",
    "download_url": "https://cdn.example/tool.zip", "shasums_url": "/sums", "shasums_signature_url": "sums.sig",
    "shasum": ")" + kSum +
                     R"(", "signing_keys": {"gpg_public_keys": [{"key_id": "X", "ascii_armor": "ARMOR"}]}})";
  if (const std::size_t at = body.find(change); !change.empty() && at != std::string::npos) {
    body.replace(at, change.size(), to);
  }
  return body;
}

TEST(PackageAnswers, VersionsOfARegistryAreThoseThatAreVersions) {
  const auto list = ParseRegistryVersions(
      R"({"versions": [{"version": "1.0.0", "protocols": ["5.0"]}, {"version": "2.0.0-rc1"}, {"version": "../x"},
          {"version": "1.0.0+../../x"}, {"version": 3}, {}], "warnings": ["moved"]})");
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->versions, (std::vector<std::string>{"1.0.0", "2.0.0-rc1"}));
  EXPECT_EQ(list->warnings, std::vector<std::string>{"moved"});
  EXPECT_TRUE(ParseRegistryVersions("{}")->versions.empty());
  EXPECT_FALSE(ParseRegistryVersions("[]").ok());
  EXPECT_FALSE(ParseRegistryVersions("<html>").ok());
}

TEST(PackageAnswers, AddressesOfADownloadAreSeenFromTheAnswer) {
  const auto download = ParseRegistryDownload(DownloadBody(), kUrl, "linux_amd64");
  ASSERT_TRUE(download.ok()) << download.error().message;
  EXPECT_EQ(download->url, "https://cdn.example/tool.zip");
  EXPECT_EQ(download->sums_url, "https://r.example/sums");
  EXPECT_EQ(download->signature_url, "https://r.example/v1/providers/team/tool/1.0.0/download/linux/sums.sig");
  EXPECT_EQ(download->sha256, kSum);
  EXPECT_EQ(download->keys, std::vector<std::string>{"ARMOR"});
  EXPECT_TRUE(IsProtocolSpoken(download->protocols));
}

TEST(PackageAnswers, WhatADownloadMustNotSayIsRefused) {
  const auto error = [](const std::string& change, const std::string& to, const std::string& platform = "linux_amd64") {
    const auto download = ParseRegistryDownload(DownloadBody(change, to), kUrl, platform);
    return download.ok() ? "(good)" : download.error().message;
  };
  EXPECT_EQ(error("amd64", "arm64"),
            "registry response to request for linux_amd64 archive has incorrect target linux_arm64");
  EXPECT_EQ(error(kSum, "abc"), "registry response includes invalid SHA256 hash \"abc\"");
  EXPECT_EQ(error("https://cdn.example/tool.zip", "file:///tool.zip"),
            "registry response includes invalid download URL: must use http or https scheme");
  EXPECT_EQ(error("\"/sums\"", "\"\""),
            "registry response includes invalid SHASUMS URL: must use http or https scheme");
}

TEST(PackageAnswers, ProtocolsThatAreSpokenAreFiveAndSix) {
  EXPECT_TRUE(IsProtocolSpoken({"4.0", "5.2"}));
  EXPECT_TRUE(IsProtocolSpoken({"6.0"}));
  EXPECT_TRUE(IsProtocolSpoken({}));
  EXPECT_FALSE(IsProtocolSpoken({"4.0", "7.0", "50.1"}));
}

TEST(PackageAnswers, AMirrorNamesVersionsAndArchives) {
  EXPECT_EQ(ParseMirrorIndex(R"({"versions": {"2.0.0": {}, "x": {}}})")->versions, std::vector<std::string>{"2.0.0"});
  const std::string body =
      R"({"archives": {"linux_amd64": {"url": "tool.zip", "hashes": ["h1:abc"]}, "linux_arm64": {"url": ""},
          "x_y": {"url": "z", "hashes": ["none"]}}})";
  const auto offer = ParseMirrorVersion(body, "https://m.example/p/team/tool/2.0.0.json", "linux_amd64");
  ASSERT_TRUE(offer.ok());
  EXPECT_EQ(offer->location, "https://m.example/p/team/tool/tool.zip");
  EXPECT_EQ(offer->proof.hashes, std::vector<std::string>{"h1:abc"});
  EXPECT_FALSE(offer->proof.is_registry);
  EXPECT_EQ(ParseMirrorVersion(body, kUrl, "darwin_arm64").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ParseMirrorVersion(body, kUrl, "linux_arm64").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(ParseMirrorVersion(body, kUrl, "x_y").error().message,
            "provider mirror returned invalid provider hash \"none\"");
}

TEST(PackageAnswers, SumsAreFoundByTheFilesName) {
  const std::string sums = kSum + "  tool.zip\n" + std::string(64, 'B') + "  other.zip\n\n";
  EXPECT_EQ(SumOf(sums, "other.zip"), std::string(64, 'b'));
  EXPECT_EQ(SumOf(sums, "tool"), "");
  EXPECT_EQ(HashesOfSums(sums), (std::set<std::string>{"zh:" + kSum, "zh:" + std::string(64, 'b')}));
  EXPECT_TRUE(HashesOfSums(sums + "not a sum\n").empty()) << "a list of something else vouches for nothing";
  EXPECT_TRUE(HashesOfSums("").empty());
}

TEST(PackageAnswers, NamesOfVersionsAndPlatformsAreNoPaths) {
  EXPECT_TRUE(IsVersionText("1.2.3-beta.1+build"));
  EXPECT_FALSE(IsVersionText("1.2.3/.."));
  EXPECT_FALSE(IsVersionText(".."));
  EXPECT_FALSE(IsVersionText(""));
  EXPECT_TRUE(IsPlatformText("linux_amd64"));
  for (const char* text : {"linux", "_amd64", "linux_", "linux_amd_64", "linux_../x"}) {
    EXPECT_FALSE(IsPlatformText(text)) << text;
  }
}

}  // namespace
}  // namespace rolecall::plugin
