// Packages from registries and network mirrors: what is asked, what is believed, what is locked.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "plugin/install/installer.h"
#include "plugin/install/mirror_writer.h"
#include "tests/support/fake_site.h"
#include "tests/support/openpgp_samples.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBase = "https://r.example/v1/providers/team/tool/";
constexpr const char* kFiles = "https://r.example/files/";

class RegistryInstall : public ::testing::Test {
 protected:
  RegistryInstall() : root_(fs::temp_directory_path() / ("registry-install." + std::to_string(getpid()))) {
    fs::create_directories(root_);
    // The registry may leave its providers unsigned, so that archives need no signature made for each test.
    Offer("registry.opentofu.org", "1.0.0", "linux_amd64", "content of 1.0.0");
  }
  ~RegistryInstall() override { fs::remove_all(root_); }

  static http::Response Json(std::string body) {
    http::Response response{.body = std::move(body)};
    response.headers.Set("Content-Type", "application/json");
    return response;
  }
  // A version at a registry: its archive is the content itself, as `unpack` here knows.
  void Offer(const std::string& host, const std::string& version, const std::string& platform,
             const std::string& content, const std::string& keys = "[]") {
    const std::string sum = crypto::Sha256Hex(content), name = "tool_" + version + "_" + platform + ".zip";
    const std::string base = "https://" + host + "/v1/providers/team/tool/";
    const std::string files = "https://" + host + "/files/";
    versions_[host] += (versions_[host].empty() ? "" : ",") + (R"({"version": ")" + version + "\"}");
    sums_[host + version] += sum + "  " + name + "\n";
    site_.answers["https://" + host + "/.well-known/terraform.json"] = {.body =
                                                                            R"({"providers.v1": "/v1/providers/"})"};
    site_.answers[base + "versions"] = {.body = "{\"versions\": [" + versions_[host] + "]}"};
    const std::size_t underscore = platform.find('_');
    site_.answers[base + version + "/download/" + platform.substr(0, underscore) + "/" +
                  platform.substr(underscore + 1)] = {
        .body = R"({"protocols": ["5.0"], "os": ")" + platform.substr(0, underscore) + R"(", "arch": ")" +
                platform.substr(underscore + 1) + R"(", "filename": ")" + name + R"(", "download_url": "/files/)" +
                name + R"(", "shasums_url": "/files/sums)" + version + R"(", "shasums_signature_url": "/files/sig)" +
                version + R"(", "shasum": ")" + sum + R"(", "signing_keys": {"gpg_public_keys": )" + keys + "}}"};
    site_.answers[files + name] = {.body = content};
    site_.answers[files + "sums" + version] = {.body = sums_[host + version]};
    site_.answers[files + "sig" + version] = {.body = "no signature"};
  }

  InstallOptions Options() {
    InstallOptions options{.layout = {(root_ / "data").string(), (root_ / "lock.hcl").string(), "linux_amd64"}};
    options.config.methods = methods_;
    options.config.plugin_cache = cache_;
    options.upgrade = upgrade_;
    options.say = [this](const std::string& line) { said_ += line + "\n"; };
    options.fetch.unpack = [](const std::string& archive, const std::string& folder) -> Result<void> {
      fs::copy_file(archive, folder + "/terraform-provider-tool");
      return {};
    };
    options.fetch.refuses_expired_keys = refuses_expired_;
    return options;
  }
  Result<InstalledPackage> Install(const std::string& constraint = "", const std::string& host = "") {
    said_.clear();
    registry::Reader reader(site_, {});
    InstallOptions options = Options();
    options.reader = &reader;
    Installer installer(files_, options);
    EXPECT_TRUE(installer.Open().ok());
    ROLECALL_TRY(const Selection selection, installer.Select({host, "team/tool", constraint}));
    ROLECALL_TRY(InstalledPackage installed, installer.Install(selection));
    ROLECALL_TRY(change_, installer.SaveLock(false));
    return installed;
  }
  std::string ErrorOf(const Result<InstalledPackage>& installed) {
    return installed.ok() ? "(installed)" : installed.error().message;
  }
  LockEntry Locked(const std::string& address) {
    const auto lock = ReadLockFile(files_, (root_ / "lock.hcl").string());
    return lock.ok() && lock->count(address) > 0 ? lock->at(address) : LockEntry{};
  }
  bool HasLeftovers() {
    for (const auto& entry : fs::directory_iterator(root_ / "data")) {
      if (entry.path().filename().string().starts_with(".rolecall-")) return true;
    }
    return false;
  }

  const fs::path root_;
  SystemFileSystem files_;
  FakeSite site_;
  std::map<std::string, std::string> versions_, sums_;
  std::vector<InstallMethod> methods_{{InstallMethod::Kind::kDirect, ""}};
  std::string cache_, said_;
  bool upgrade_ = false, refuses_expired_ = false;
  LockChange change_;
};

TEST_F(RegistryInstall, TheNewestOfTheRegistryIsInstalledAndAllItsPlatformsAreLocked) {
  Offer("registry.opentofu.org", "1.1.0", "linux_amd64", "content of 1.1.0");
  Offer("registry.opentofu.org", "1.1.0", "darwin_arm64", "for another machine");
  const auto installed = Install("~> 1.0");
  ASSERT_TRUE(installed.ok()) << installed.error().message;
  EXPECT_EQ(*files_.Read(installed->program, 100), "content of 1.1.0");
  EXPECT_EQ(
      said_,
      "- Finding team/tool versions matching \"~> 1.0\"...\n- Installing team/tool v1.1.0...\n- Installed team/tool "
      "v1.1.0. Signature validation was skipped due to the registry not containing GPG keys for this provider\n");
  const LockEntry entry = Locked("registry.opentofu.org/team/tool");
  EXPECT_EQ(entry.version, "1.1.0");
  EXPECT_EQ(entry.hashes.count("zh:" + crypto::Sha256Hex("for another machine")), 1u);
  EXPECT_EQ(entry.hashes.size(), 3u) << "h1 of ours, zh of both";
  EXPECT_TRUE(change_.incomplete.empty());
  EXPECT_FALSE(HasLeftovers());
}

TEST_F(RegistryInstall, WhatIsInstalledIsNotGottenAgain) {
  ASSERT_TRUE(Install().ok());
  const std::size_t asked = site_.requests.size();
  ASSERT_TRUE(Install().ok());
  EXPECT_EQ(said_,
            "- Reusing previous version of team/tool from the dependency lock file\n"
            "- Using previously-installed team/tool v1.0.0\n");
  EXPECT_EQ(site_.requests.size(), asked);
  Offer("registry.opentofu.org", "1.1.0", "linux_amd64", "newer");
  upgrade_ = true;
  EXPECT_EQ(Install()->version, "1.1.0");
}

TEST_F(RegistryInstall, AnArchiveThatIsNotWhatWasPromisedIsRefused) {
  site_.answers["https://registry.opentofu.org/files/tool_1.0.0_linux_amd64.zip"] = {.body = "something else"};
  const auto installed = Install();
  EXPECT_EQ(installed.error().code, ErrorCode::kDataLoss);
  EXPECT_EQ(ErrorOf(installed), "archive has incorrect checksum zh:" + crypto::Sha256Hex("something else") +
                                    " (expected zh:" + crypto::Sha256Hex("content of 1.0.0") + ")");
  EXPECT_FALSE(fs::exists(root_ / "data/providers"));
  EXPECT_FALSE(HasLeftovers());
}

TEST_F(RegistryInstall, AListThatDoesNotHaveTheArchiveIsRefused) {
  site_.answers["https://registry.opentofu.org/files/sums1.0.0"] = {.body = std::string(64, '0') +
                                                                            "  tool_1.0.0_linux_amd64.zip\n"};
  EXPECT_EQ(ErrorOf(Install()), "checksum list has unexpected SHA-256 hash " + std::string(64, '0') + " (expected " +
                                    crypto::Sha256Hex("content of 1.0.0") + ")");
  site_.answers["https://registry.opentofu.org/files/sums1.0.0"] = {.body = std::string(64, '0') + "  other.zip\n"};
  EXPECT_EQ(ErrorOf(Install()), "checksum list has no SHA-256 hash for \"tool_1.0.0_linux_amd64.zip\"");
  site_.answers.erase("https://registry.opentofu.org/files/sums1.0.0");
  EXPECT_EQ(ErrorOf(Install()),
            "could not query provider registry for registry.opentofu.org/team/tool: failed to retrieve authentication "
            "checksums for provider: status 404 returned from registry.opentofu.org");
}

TEST_F(RegistryInstall, WhereThereIsAKeyTheSignatureMustBeGood) {
  const std::string keys = "[{\"ascii_armor\": \"" + [] {
    std::string key = kTestKey, escaped;
    for (const char c : key) escaped += c == '\n' ? "\\n" : std::string(1, c);
    return escaped;
  }() + "\"}]";
  Offer("registry.opentofu.org", "2.0.0", "linux_amd64", "unsigned", keys);
  const auto unsigned_one = Install();
  EXPECT_EQ(unsigned_one.error().code, ErrorCode::kDataLoss);
  EXPECT_EQ(ErrorOf(unsigned_one),
            "the provider is not signed with a valid signing key; please contact the provider author (authentication "
            "signature from unknown issuer)");
  EXPECT_FALSE(fs::exists(root_ / "data/providers/registry.opentofu.org/team/tool/2.0.0"));
}

TEST_F(RegistryInstall, NoOtherRegistryMayLeaveProvidersUnsigned) {
  Offer("r.example", "1.0.0", "linux_amd64", "unsigned");
  EXPECT_EQ(Install("", "r.example").error().code, ErrorCode::kDataLoss);
}

TEST_F(RegistryInstall, WhoIsNotLetInIsToldSo) {
  Offer("r.example", "1.0.0", "linux_amd64", "x");
  site_.answers[std::string(kBase) + "versions"] = {.status = 401};
  EXPECT_EQ(ErrorOf(Install("", "r.example")), "host r.example requires authentication credentials");
  site_.answers[std::string(kBase) + "versions"] = {.status = 500};
  EXPECT_EQ(ErrorOf(Install("", "r.example")),
            "could not query provider registry for r.example/team/tool: the registry answered with status 500");
  site_.answers[std::string(kBase) + "versions"] = {.status = 404};
  EXPECT_EQ(ErrorOf(Install("", "r.example")),
            "provider registry r.example does not have a provider named r.example/team/tool");
  site_.answers["https://r.example/.well-known/terraform.json"] = {.body = "{}"};
  EXPECT_EQ(ErrorOf(Install("", "r.example")), "host r.example does not offer a provider registry");
}

TEST_F(RegistryInstall, WhatIsNotForThisPlatformOrProtocolIsNotTaken) {
  Offer("registry.opentofu.org", "3.0.0", "darwin_arm64", "elsewhere");
  EXPECT_EQ(ErrorOf(Install("3.0.0")),
            "provider registry.opentofu.org/team/tool 3.0.0 is not available for linux_amd64");
  auto& body = site_.answers["https://registry.opentofu.org/v1/providers/team/tool/1.0.0/download/linux/amd64"].body;
  body.replace(body.find("5.0"), 3, "4.0");
  EXPECT_EQ(ErrorOf(Install("1.0.0")),
            "provider registry.opentofu.org/team/tool 1.0.0 is not supported by this version of Rolecall");
}

TEST_F(RegistryInstall, ALockedVersionHoldsAgainstTheConstraint) {
  ASSERT_TRUE(Install().ok());
  EXPECT_EQ(ErrorOf(Install("> 1.0")),
            "locked provider registry.opentofu.org/team/tool 1.0.0 does not match configured version constraint > "
            "1.0.0; must use rolecall init -upgrade to allow selection of new versions");
}

TEST_F(RegistryInstall, APackageThatIsNotLockedGoesAgain) {
  ASSERT_TRUE(Install().ok());
  fs::remove_all(root_ / "data");
  Offer("registry.opentofu.org", "1.0.0", "linux_amd64", "made anew under the old number");
  const auto installed = Install();
  EXPECT_EQ(installed.error().code, ErrorCode::kDataLoss);
  EXPECT_FALSE(fs::exists(root_ / "data/providers"));
}

TEST_F(RegistryInstall, TheCacheIsFilledAndServesWhatIsLocked) {
  cache_ = (root_ / "cache").string();
  ASSERT_TRUE(Install().ok());
  EXPECT_TRUE(fs::is_symlink(root_ / "data/providers/registry.opentofu.org/team/tool/1.0.0/linux_amd64"));
  fs::remove_all(root_ / "data");
  site_.requests.clear();
  ASSERT_TRUE(Install().ok());
  EXPECT_NE(said_.find("- Using team/tool v1.0.0 from the shared cache directory"), std::string::npos);
  EXPECT_TRUE(site_.requests.empty());
  // Without the lock file the registry is asked, for the hashes of all platforms; without the registry the cache will
  // do.
  fs::remove_all(root_ / "data");
  fs::remove(root_ / "lock.hcl");
  ASSERT_TRUE(Install().ok());
  EXPECT_FALSE(site_.requests.empty());
  fs::remove_all(root_ / "data");
  fs::remove(root_ / "lock.hcl");
  site_.answers.clear();
  const auto alone = Install();
  ASSERT_TRUE(alone.ok()) << alone.error().message;
  EXPECT_EQ(change_.incomplete, std::vector<std::string>{"team/tool"});
}

TEST_F(RegistryInstall, ANetworkMirrorIsBelievedByItsHashes) {
  methods_ = {{InstallMethod::Kind::kNetwork, "https://m.example/p/"}};
  const std::string base = "https://m.example/p/registry.opentofu.org/team/tool/";
  site_.answers[base + "index.json"] = Json(R"({"versions": {"1.0.0": {}}})");
  const auto offer = [&](const std::string& hash) {
    site_.answers[base + "1.0.0.json"] =
        Json(R"({"archives": {"linux_amd64": {"url": "tool.zip", "hashes": [")" + hash + "\"]}}}");
  };
  site_.answers[base + "tool.zip"] = {.body = "of the mirror"};
  offer("zh:" + crypto::Sha256Hex("another"));
  EXPECT_EQ(ErrorOf(Install()),
            "provider package doesn't match the expected checksum \"zh:" + crypto::Sha256Hex("another") + "\"");
  offer("h9:abc");
  EXPECT_EQ(Install().error().code, ErrorCode::kDataLoss);
  offer("zh:" + crypto::Sha256Hex("of the mirror"));
  ASSERT_TRUE(Install().ok());
  EXPECT_NE(said_.find("(verified checksum)"), std::string::npos) << said_;
  EXPECT_EQ(change_.incomplete, std::vector<std::string>{"team/tool"});
  EXPECT_EQ(site_.Count("https://registry.opentofu.org/.well-known/terraform.json"), 0);
}

TEST_F(RegistryInstall, AMirrorMustSayThatItSpeaksJson) {
  methods_ = {{InstallMethod::Kind::kNetwork, "https://m.example/p/"}};
  site_.answers["https://m.example/p/registry.opentofu.org/team/tool/index.json"] = {.body = R"({"versions": {}})"};
  EXPECT_EQ(ErrorOf(Install()),
            "failed to query provider mirror https://m.example/p/ for registry.opentofu.org/team/tool: response has "
            "invalid Content-Type: must be application/json");
}

TEST_F(RegistryInstall, FoldersDoWhereTheRegistryIsNotThereAndItIsSaid) {
  site_.answers.clear();
  site_.failures["https://registry.opentofu.org/.well-known/terraform.json"] = {{ErrorCode::kUnavailable, "no host"}};
  const fs::path folder = root_ / "mirror/registry.opentofu.org/team/tool/0.9.0/linux_amd64";
  fs::create_directories(folder);
  std::ofstream(folder / "terraform-provider-tool") << "at hand";
  methods_ = {{InstallMethod::Kind::kFilesystem, (root_ / "mirror").string()}, {InstallMethod::Kind::kDirect, ""}};
  registry::Reader reader(site_, {});
  InstallOptions options = Options();
  options.reader = &reader;
  Installer installer(files_, options);
  const auto selection = installer.Select({"", "team/tool", ""});
  ASSERT_TRUE(selection.ok()) << selection.error().message;
  EXPECT_EQ(selection->version, "0.9.0");
  ASSERT_EQ(selection->warnings.size(), 1u);
  EXPECT_NE(selection->warnings[0].find("not all places could be asked"), std::string::npos);
}

TEST_F(RegistryInstall, OtherPlatformsAreLockedWithoutBeingInstalled) {
  Offer("registry.opentofu.org", "1.0.0", "darwin_arm64", "for another machine");
  registry::Reader reader(site_, {});
  InstallOptions options = Options();
  options.reader = &reader;
  Installer installer(files_, options);
  ASSERT_TRUE(installer.Open().ok());
  const auto selection = installer.Select({"", "team/tool", ""}, "darwin_arm64");
  ASSERT_TRUE(selection.ok());
  const auto locked = installer.Lock(*selection, "darwin_arm64");
  ASSERT_TRUE(locked.ok()) << locked.error().message;
  EXPECT_EQ(locked->change, LockedPackage::Change::kNewProvider);
  ASSERT_TRUE(installer.SaveLock(false).ok());
  EXPECT_FALSE(fs::exists(root_ / "data/providers"));
  EXPECT_EQ(Locked("registry.opentofu.org/team/tool").hashes.size(), 3u);
  // The same again is no change, another platform adds its h1.
  Installer again(files_, options);
  ASSERT_TRUE(again.Open().ok());
  EXPECT_EQ(again.Lock(*selection, "darwin_arm64")->change, LockedPackage::Change::kNone);
  EXPECT_EQ(again.Lock(*selection, "linux_amd64")->change, LockedPackage::Change::kNewHashes);
}

TEST_F(RegistryInstall, AMirrorThatIsWrittenServesItself) {
  std::ofstream(root_ / "archive.zip") << "content";
  FetchedPackage package;
  package.archive = (root_ / "archive.zip").string();
  const std::string mirror = (root_ / "mirror").string();
  ASSERT_TRUE(
      AddToMirror(package, {.version = "1.0.0", .platform = "linux_amd64"}, mirror, "r.example/team/tool").ok());
  ASSERT_TRUE(WriteMirrorIndexes(files_, mirror, [](const std::string&) -> Result<std::string> {
                return std::string("h1:x=");
              }).ok());
  EXPECT_EQ(*files_.Read(mirror + "/r.example/team/tool/index.json", 1000),
            "{\n  \"versions\": {\n    \"1.0.0\": {}\n  }\n}");
  EXPECT_EQ(*files_.Read(mirror + "/r.example/team/tool/1.0.0.json", 1000),
            "{\n  \"archives\": {\n    \"linux_amd64\": {\n      \"hashes\": [\n        \"h1:x=\"\n      ],\n      "
            "\"url\": \"terraform-provider-tool_1.0.0_linux_amd64.zip\"\n    }\n  }\n}");
  methods_ = {{InstallMethod::Kind::kFilesystem, mirror}};
  EXPECT_EQ(Install("", "r.example")->version, "1.0.0");
}

}  // namespace
}  // namespace rolecall::plugin
