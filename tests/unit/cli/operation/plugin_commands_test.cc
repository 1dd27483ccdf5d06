// init, providers lock and providers mirror: packages of a registry of the test, by the whole command line.
#include <archive.h>
#include <archive_entry.h>

#include <mutex>

#include "cli/frame/version.h"
#include "crypto/digest.h"
#include "http/server.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kOtherPlatform = "darwin_arm64";

// A .zip with one program in it.
std::string ZippedProgram(const std::string& name, const std::string& content) {
  std::string bytes(64u << 10, '\0');
  std::size_t used = 0;
  struct archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  struct archive_entry* header = archive_entry_new();
  archive_entry_set_pathname(header, name.c_str());
  archive_entry_set_filetype(header, AE_IFREG);
  archive_entry_set_perm(header, 0755);
  archive_entry_set_size(header, static_cast<la_int64_t>(content.size()));
  EXPECT_EQ(archive_write_header(writer, header), ARCHIVE_OK) << archive_error_string(writer);
  archive_write_data(writer, content.data(), content.size());
  archive_entry_free(header);
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

// A registry without TLS, which the CLI configuration names for a host: its discovery document is never asked for.
class PluginCommandsTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    auto started = http::Server::Start({}, [this](const http::Request& request) {
      const std::lock_guard<std::mutex> lock(mutex_);
      asked_.push_back(request.target);
      const auto found = answers_.find(request.target);
      return found == answers_.end() ? http::Response{.status = 404} : found->second;
    });
    ASSERT_TRUE(started.ok());
    server_ = *std::move(started);
    const std::string base = "http://127.0.0.1:" + std::to_string(server_->port()) + "/v1/providers/";
    std::string configuration;
    for (const char* host : {"registry.opentofu.org", "registry.terraform.io", "r.example"}) {
      configuration +=
          "host \"" + std::string(host) + "\" {\n  services = { \"providers.v1\" = \"" + base + "\" }\n}\n";
    }
    Write((directory_ / "home/.tofurc").string(), configuration);
    environment_.Set("TF_REGISTRY_DISCOVERY_RETRY", "0");
    environment_.Set("TF_PROVIDER_DOWNLOAD_RETRY", "0");
    Need("~> 1.0");
  }
  void TearDown() override {
    server_.reset();
    CommandLineTest::TearDown();
  }

  // A directory that needs team/tool. `source` may have a host.
  void Need(const std::string& constraint, const std::string& source = "team/tool") {
    Write("main.tf", "terraform {\n  required_providers {\n    tool = {\n      source = \"" + source + "\"\n" +
                         (constraint.empty() ? "" : "      version = \"" + constraint + "\"\n") +
                         "    }\n  }\n}\n\nprovider \"tool\" {}\n");
  }
  void Answer(const std::string& target, const std::string& body, int status = 200) {
    const std::lock_guard<std::mutex> lock(mutex_);
    answers_[target] = {.status = status, .body = body};
  }
  static std::string FileName(const std::string& version, const std::string& platform) {
    return "terraform-provider-tool_" + version + "_" + platform + ".zip";
  }
  // `more`: of the answer about the versions.
  void Offer(const std::string& version, const std::string& platform, const std::string& keys = "[]",
             const std::string& more = "") {
    const std::string bytes = ZippedProgram("terraform-provider-tool_v" + version, version + " for " + platform);
    const std::string name = FileName(version, platform), sum = crypto::Sha256Hex(bytes);
    const std::string base = "/v1/providers/team/tool/", files = "/files/" + version + "/";
    versions_ += (versions_.empty() ? "" : ",") + (R"({"version":")" + version + R"("})");
    sums_[version] += sum + "  " + name + "\n";
    const std::size_t underscore = platform.find('_');
    const std::string system = platform.substr(0, underscore), machine = platform.substr(underscore + 1);
    Answer(base + "versions", R"({"versions":[)" + versions_ + "]" + more + "}");
    Answer(base + version + "/download/" + system + "/" + machine,
           R"({"protocols":["5.0"],"os":")" + system + R"(","arch":")" + machine + R"(","filename":")" + name +
               R"(","download_url":")" + files + name + R"(","shasums_url":")" + files +
               R"(sums","shasums_signature_url":")" + files + R"(sig","shasum":")" + sum +
               R"(","signing_keys":{"gpg_public_keys":)" + keys + "}}");
    Answer(files + name, bytes);
    Answer(files + "sums", sums_[version]);
    Answer(files + "sig", "no signature");
  }
  std::size_t Asked() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return asked_.size();
  }
  static std::string Lock() { return Read(".terraform.lock.hcl"); }
  static std::size_t Count(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
  }
  static std::string Installed(const std::string& version) {
    return ".terraform/providers/registry.opentofu.org/team/tool/" + version + "/" + kPlatform +
           "/terraform-provider-tool_v" + version;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, http::Response> answers_;
  std::vector<std::string> asked_;
  std::string versions_;
  std::map<std::string, std::string> sums_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(PluginCommandsTest, InitInstallsAndLocksWhatTheRegistryHas) {
  Offer("1.0.0", kPlatform);
  Offer("1.2.0", kPlatform);
  Offer("1.2.0", kOtherPlatform);
  Offer("2.0.0", kPlatform);
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("\nInitializing provider plugins...\n"),
                           HasSubstr("- Finding team/tool versions matching \"~> 1.0\"...\n"),
                           HasSubstr("- Installed team/tool v1.2.0."), HasSubstr("has created a lock file"),
                           Not(HasSubstr("Providers are signed"))));
  EXPECT_EQ(Read(Installed("1.2.0")), "1.2.0 for " + std::string(kPlatform));
  EXPECT_EQ(Count(Lock(), "\"h1:"), 1u) << Lock();
  EXPECT_EQ(Count(Lock(), "\"zh:"), 2u) << Lock();
  // Once installed, nobody is asked again; with another constraint the lock file holds until -upgrade.
  const std::size_t asked = Asked();
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("- Using previously-installed team/tool v1.2.0\n"), Not(HasSubstr("lock file."))));
  EXPECT_EQ(Asked(), asked);
  Need(">= 1.0");
  ASSERT_EQ(Run({"init", "-upgrade"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("has made some changes to the provider dependency selections"));
  EXPECT_EQ(Read(Installed("2.0.0")), "2.0.0 for " + std::string(kPlatform));
  Need("< 2.0");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Failed to resolve provider packages"),
                              HasSubstr("does not match configured version constraint < 2.0.0")));
}

TEST_F(PluginCommandsTest, AReadOnlyLockFileStaysAsItIs) {
  Offer("1.0.0", kPlatform);
  Offer("1.0.0", kOtherPlatform);
  EXPECT_EQ(Run({"init", "-lockfile=readonly"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Provider dependency changes detected"), HasSubstr("lock file is read-only")));
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  // Fewer hashes than the registry vouches for, but enough for this platform.
  std::istringstream lines(Lock());
  std::string fewer;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"zh:") == std::string::npos) fewer += line + "\n";
  }
  Write(".terraform.lock.hcl", fewer);
  std::filesystem::remove_all(".terraform");
  ASSERT_EQ(Run({"init", "-lockfile=readonly"}), kExitOk) << err();
  EXPECT_THAT(Said(), HasSubstr("Provider lock file not updated"));
  EXPECT_EQ(Lock(), fewer);
}

TEST_F(PluginCommandsTest, FlagsAndVariablesThatCannotBeAreRefused) {
  EXPECT_EQ(Run({"init", "-lockfile=writable"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Invalid lockfile mode"), HasSubstr("not \"writable\"")));
  EXPECT_EQ(Run({"init", "-upgrade", "-lockfile=readonly"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The -upgrade flag conflicts with -lockfile=readonly."));
  Write(".terraform.lock.hcl", "provider \"registry.opentofu.org/team/tool\" {\n  hashes = [nothing.known]\n}\n");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to read dependency lock file"));
  EXPECT_EQ(Run({"providers", "lock"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to read dependency lock file"));
  EXPECT_EQ(Run({"providers", "mirror", "m"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to read dependency lock file"));
  environment_.Set("ROLECALL_PROVIDERS", "both");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Unknown choice of providers"));
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Unknown choice of providers"));
}

TEST_F(PluginCommandsTest, WhatNobodyHasIsToldAndIsAnErrorWhereItIsAskedFor) {
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(Said(), AllOf(HasSubstr("Warning: Provider team/tool is not installed"),
                            HasSubstr("Types of it that are not built in will be refused")));
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
  environment_.Set("ROLECALL_PROVIDERS", "plugin");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Could not retrieve the list of available versions for provider team/tool"),
                              HasSubstr("run the following command: rolecall providers")));
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Missing required provider"), HasSubstr("rolecall init")));
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Inconsistent dependency lock file"),
                              HasSubstr("/team/tool: required by this configuration but no version is selected")));
}

TEST_F(PluginCommandsTest, APackageThatIsNotWhatItShouldBeIsRefused) {
  Offer("1.0.0", kPlatform);
  Answer("/files/1.0.0/" + FileName("1.0.0", kPlatform), "something else");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Failed to install provider"),
                              HasSubstr("Error while installing team/tool v1.0.0: archive has incorrect checksum")));
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
  EXPECT_FALSE(Exists(Installed("1.0.0")));
}

TEST_F(PluginCommandsTest, WarningsOfTheRegistryArePassedOn) {
  Offer("1.0.0", kPlatform, "[]", R"(,"warnings":["this provider has moved"])");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(Said(),
              AllOf(HasSubstr("Additional provider information from registry"), HasSubstr("this provider has moved")));
}

TEST_F(PluginCommandsTest, SignaturesAreAskedForWhereTheyMustBe) {
  Offer("1.0.0", kPlatform);
  environment_.Set("OPENTOFU_ENFORCE_GPG_VALIDATION", "true");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to install provider"));
  environment_.Set("OPENTOFU_ENFORCE_GPG_VALIDATION", "false");
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  // No other registry may leave its providers unsigned.
  Need("~> 1.0", "r.example/team/tool");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("not signed with a valid signing key"));
}

TEST_F(PluginCommandsTest, AFolderOfPackagesIsInstalledFromAndSaidToBeIncomplete) {
  const std::string folder = "plugins/registry.opentofu.org/team/tool/1.5.0/" + std::string(kPlatform);
  Write(folder + "/terraform-provider-tool_v1.5.0", "at hand");
  ASSERT_EQ(Run({"init", "-plugin-dir=plugins"}), kExitOk) << err();
  EXPECT_THAT(Said(), AllOf(HasSubstr("Incomplete lock file information for providers"), HasSubstr("- team/tool"),
                            HasSubstr("only includes checksums for " + std::string(kPlatform))));
  EXPECT_EQ(Read(Installed("1.5.0")), "at hand");
  EXPECT_EQ(Asked(), 0u);
  std::filesystem::remove_all(".terraform");
  std::filesystem::remove(".terraform.lock.hcl");
  Need("> 2.0");
  EXPECT_EQ(Run({"init", "-plugin-dir=plugins"}), kExitError) << "a folder is all that may be asked";
  EXPECT_THAT(Errors(), HasSubstr("Failed to query available provider packages"));
}

TEST_F(PluginCommandsTest, LockKeepsTheHashesOfAllPlatformsAndNoPackage) {
  Offer("1.0.0", kPlatform);
  Offer("1.0.0", kOtherPlatform);
  const std::string here = kPlatform, there = kOtherPlatform;
  ASSERT_EQ(Run({"providers", "lock", "-platform=" + there}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("- Fetching team/tool 1.0.0 for " + there + "...\n"),
                           HasSubstr("- Retrieved team/tool 1.0.0 for " + there + " (signing skipped)\n"),
                           HasSubstr("- Obtained team/tool checksums for " + there +
                                     "; This was a new provider and the checksums for this platform are now tracked"),
                           HasSubstr("\nSuccess! Rolecall has updated the lock file.\n"),
                           HasSubstr("Review the changes in .terraform.lock.hcl")));
  EXPECT_EQ(Count(Lock(), "\"h1:"), 1u) << Lock();
  EXPECT_EQ(Count(Lock(), "\"zh:"), 2u) << Lock();
  EXPECT_FALSE(Exists(".terraform/providers"));
  ASSERT_EQ(Run({"providers", "lock", "-platform=" + there, "-platform=" + here, "team/tool"}), kExitOk) << err();
  EXPECT_THAT(out(),
              AllOf(HasSubstr("checksums for " + there + "; All checksums for this platform were already tracked"),
                    HasSubstr("checksums for " + here + "; Additional checksums for this platform are now tracked")));
  EXPECT_EQ(Count(Lock(), "\"h1:"), 2u) << Lock();
  const std::string before = Lock();
  ASSERT_EQ(Run({"providers", "lock"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("Rolecall has validated the lock file and found no need for changes."),
                           Not(HasSubstr("Review the changes"))));
  EXPECT_EQ(Lock(), before);
}

TEST_F(PluginCommandsTest, LockRefusesWhatItCannotDo) {
  Offer("1.0.0", kPlatform);
  EXPECT_EQ(Run({"providers", "lock", "-platform=linux"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Invalid target platform"), HasSubstr("The string \"linux\" given")));
  EXPECT_EQ(Run({"providers", "lock", "-fs-mirror=a", "-net-mirror=https://b.example/"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("-fs-mirror and -net-mirror command line options are mutually-exclusive"));
  EXPECT_EQ(Run({"providers", "lock", "-net-mirror=http://b.example/"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("requires a valid https: URL"));
  EXPECT_EQ(Run({"providers", "lock", "team/other", "a/b/c/d"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("The provider team/other is not required by the current configuration."),
                              HasSubstr("The provider a/b/c/d is not required by the current configuration.")));
  EXPECT_EQ(Run({"providers", "lock", "-platform=plan9_mips"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Could not retrieve providers for locking"),
                              HasSubstr("failed to fetch the requested providers for plan9_mips"),
                              HasSubstr("is not available for plan9_mips")));
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
}

TEST_F(PluginCommandsTest, LockAsksTheMirrorThatIsNamed) {
  Write("mirror/registry.opentofu.org/team/tool/1.7.0/" + std::string(kPlatform) + "/terraform-provider-tool_v1.7.0",
        "of the mirror");
  ASSERT_EQ(Run({"providers", "lock", "-fs-mirror=mirror"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("- Retrieved team/tool 1.7.0 for " + std::string(kPlatform) + " (unauthenticated)\n"));
  EXPECT_EQ(Count(Lock(), "\"h1:"), 1u) << Lock();
  EXPECT_EQ(Asked(), 0u);
}

TEST_F(PluginCommandsTest, AMirrorIsWrittenOfWhichInitCanInstall) {
  Offer("1.0.0", kPlatform);
  Offer("1.0.0", kOtherPlatform);
  const std::string here = kPlatform, there = kOtherPlatform;
  ASSERT_EQ(Run({"providers", "mirror", "-platform=" + here, "-platform=" + there, "m"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("- Mirroring team/tool...\n  - Selected v1.0.0 to meet constraints ~> 1.0\n"),
                           HasSubstr("  - Downloading package for " + there + "...\n"),
                           HasSubstr("  - Package authenticated: signing skipped\n")));
  const std::string folder = "m/registry.opentofu.org/team/tool/";
  EXPECT_TRUE(Exists(folder + FileName("1.0.0", here)));
  EXPECT_TRUE(Exists(folder + FileName("1.0.0", there)));
  EXPECT_THAT(Read(folder + "index.json"), HasSubstr("\"1.0.0\": {}"));
  EXPECT_THAT(Read(folder + "1.0.0.json"), AllOf(HasSubstr("\"" + there + "\""), HasSubstr("\"h1:")));
  Write((directory_ / "home/.tofurc").string(),
        "provider_installation {\n  filesystem_mirror {\n    path = \"m\"\n  }\n}\n");
  const std::size_t asked = Asked();
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_EQ(Read(Installed("1.0.0")), "1.0.0 for " + here);
  EXPECT_EQ(Asked(), asked);
}

TEST_F(PluginCommandsTest, AMirrorSaysWhyItTakesAVersionAndWhatItCannotHave) {
  Offer("1.0.0", kPlatform);
  Need("");
  ASSERT_EQ(Run({"providers", "mirror", "m"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  - Selected v1.0.0 with no constraints\n"));
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  Offer("1.1.0", kPlatform);
  ASSERT_EQ(Run({"providers", "mirror", "n"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  - Selected v1.0.0 to match dependency lock file\n"));
  EXPECT_EQ(Run({"providers", "mirror", "-platform=" + std::string(kPlatform), "-platform=plan9_mips", "m"}),
            kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Provider release not available"),
                              HasSubstr("Failed to download registry.opentofu.org/team/tool v1.0.0 for plan9_mips")));
  EXPECT_EQ(Run({"providers", "mirror", "-platform=plan9", "m"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Invalid target platform"));
  EXPECT_EQ(Run({"providers", "mirror"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("requires an output directory as a command-line argument"));
  std::filesystem::remove(".terraform.lock.hcl");
  Need("> 5.0");
  EXPECT_EQ(Run({"providers", "mirror", "p"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Provider not available"),
                              HasSubstr("Failed to download team/tool from its origin registry: ")));
}

TEST_F(PluginCommandsTest, WhatOnlyTheStateHasIsInstalledByTheConstraintOfTheConfiguration) {
  Offer("1.0.0", kPlatform);
  Offer("2.0.0", kPlatform);
  // Nothing of the configuration uses it, but the state has an object of it.
  Write("main.tf",
        "terraform {\n  required_providers {\n    tool = {\n      source = \"team/tool\"\n      version = \"~> 1.0\"\n"
        "    }\n  }\n}\n");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("\n- ")));
  Write("terraform.tfstate",
        R"({"version":4,"terraform_version":"1.12.0","serial":1,"lineage":"l","outputs":{},"resources":[{"mode":)"
        R"("managed","type":"tool_x","name":"a","provider":"provider[\"registry.opentofu.org/team/tool\"]",)"
        R"("instances":[{"schema_version":0,"attributes":{"id":"1"}}]}]})");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("- Installed team/tool v1.0.0"));
  EXPECT_TRUE(Exists(Installed("1.0.0")));
  // It is then asked for the types of the state, which this program of the test cannot tell.
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to load plugin schemas"));
  environment_.Set("ROLECALL_PROVIDERS", "native");
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("\n- ")));
}

TEST_F(PluginCommandsTest, APackageWhoseProgramIsNoProviderIsAnErrorWhereItIsUsed) {
  Offer("1.0.0", kPlatform);
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Failed to load plugin schemas"),
                              HasSubstr("Error while loading schemas for plugin components: ")));
}

TEST_F(PluginCommandsTest, ARegistryThatDoesNotAnswerStopsNobodyWhoMayNotNeedIt) {
  Answer("/v1/providers/team/tool/versions", "", 503);
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(Said(), HasSubstr("Warning: Provider team/tool is not installed"));
  Answer("/v1/providers/team/tool/versions", "", 401);
  EXPECT_EQ(Run({"init"}), kExitError) << "to be refused is no absence";
  EXPECT_THAT(Errors(), HasSubstr("requires authentication credentials"));
}

TEST_F(PluginCommandsTest, AConfigurationThatCannotBeReadStopsBeforeAnythingIsAsked) {
  std::filesystem::create_directory("folder.rc");
  Write("broken.rc", "credentials {");
  for (const std::string file : {"folder.rc", "broken.rc"}) {
    environment_.Set("TF_CLI_CONFIG_FILE", file);
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"init"}, {"providers", "lock"}, {"providers", "mirror", "m"}}) {
      EXPECT_EQ(Run(words), kExitError) << file << " " << words[0];
      EXPECT_THAT(Errors(),
                  HasSubstr(file == "folder.rc" ? "Unable to open CLI configuration file" : "broken.rc line 1"));
    }
  }
  EXPECT_EQ(Asked(), 0u);
}

TEST_F(PluginCommandsTest, ADevelopmentOverrideIsNotInstalledAndItsProgramMustBeThere) {
  std::filesystem::create_directory("dev");
  const std::string override = "\"team/tool\" = \"" + (directory_ / "work/dev").string() + "\"";
  const auto configure = [&](const std::string& overrides) {
    Write((directory_ / "home/.tofurc").string(),
          "provider_installation {\n  dev_overrides " + overrides + "\n  direct {}\n}\n");
  };
  configure("= { " + override + " }");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("\n- ")));
  EXPECT_EQ(Asked(), 0u);
  configure("{\n    " + override + "\n  }");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_EQ(Asked(), 0u);
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Invalid provider development override"));
  Write("dev/terraform-provider-tool", "#!/bin/sh\nexit 3\n");
  std::filesystem::permissions("dev/terraform-provider-tool", std::filesystem::perms::owner_all);
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Said(), AllOf(HasSubstr("Provider development overrides are in effect"), HasSubstr("- team/tool in ")));
  EXPECT_THAT(Errors(), HasSubstr("Failed to load plugin schemas"));
}

TEST_F(PluginCommandsTest, AProviderThatRunsAlreadyIsNotInstalled) {
  environment_.Set("TF_REATTACH_PROVIDERS",
                   R"({"registry.opentofu.org/team/tool":{"Protocol":"grpc","ProtocolVersion":6,"Pid":1,"Addr":)"
                   R"({"Network":"unix","String":")" +
                       (directory_ / "nobody.sock").string() + R"("}}})");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("\n- ")));
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to load plugin schemas"));
  // What names another provider, or no address, is nothing to go by.
  environment_.Set("TF_REATTACH_PROVIDERS", R"({"team/other":{"Addr":{}},"tool":{"Addr":"x"}})");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Initializing provider plugins..."));
}

TEST_F(PluginCommandsTest, FunctionsAreCalledByTheAliasesOfTheirProvidersToo) {
  Write("main.tf",
        "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n"
        "      configuration_aliases = [aws.west]\n    }\n  }\n}\n"
        "locals {\n  arn = \"arn:aws:iam::111122223333:role/app\"\n}\n"
        "output \"a\" {\n  value = provider::aws::arn_parse(local.arn).account_id\n}\n"
        "output \"b\" {\n  value = provider::aws::west::arn_parse(local.arn).resource\n}\n");
  ASSERT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("+ a = \"111122223333\""), HasSubstr("+ b = \"role/app\"")));
  Write("more.tf", "output \"c\" {\n  value = provider::aws::east::arn_parse(local.arn).resource\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_EQ(Asked(), 0u);
}

}  // namespace
}  // namespace rolecall::cli
