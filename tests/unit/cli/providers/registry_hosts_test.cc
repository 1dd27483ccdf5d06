#include "cli/providers/registry_hosts.h"

#include <gtest/gtest.h>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using FileTexts = std::map<std::string, std::string>;

struct Asked {
  registry::Hosts hosts;
  diag::Diagnostics diagnostics;
};

Asked Ask(const FileTexts& files, std::map<std::string, std::string> variables) {
  const MemoryFileSystem disk(files);
  const FakeEnvironment environment(std::move(variables));
  Asked asked;
  asked.hosts = ReadRegistryHosts(disk, environment, asked.diagnostics);
  return asked;
}

std::string TokenOf(const Asked& asked, const std::string& host) {
  const auto found = asked.hosts.tokens.find(host);
  return found == asked.hosts.tokens.end() ? "(none)" : std::string(found->second.Reveal());
}

TEST(RegistryHosts, NothingIsSaidWithoutFilesAndVariables) {
  const Asked asked = Ask({}, {});
  EXPECT_TRUE(asked.hosts.tokens.empty());
  EXPECT_TRUE(asked.hosts.services.empty());
  EXPECT_TRUE(asked.diagnostics.empty());
}

TEST(RegistryHosts, CredentialsAndHostBlocksComeFromTheConfigurationOfTheHome) {
  constexpr char kFile[] =
      "credentials \"a.example.com\" {\n  token = \"one\"\n}\n"
      "host \"b.example.com\" {\n  services = {\n    \"modules.v1\" = \"https://b.example.com/modules\"\n  }\n}\n"
      "host \"c.example.com\" {\n  services = {\n    \"providers.v1\" = \"https://c.example.com/\"\n  }\n}\n"
      "plugin_cache_dir = \"x\"\nprovider_installation {}\n";
  for (const char* name : {"/home/u/.tofurc", "/home/u/.terraformrc"}) {
    const Asked asked = Ask({{name, kFile}}, {{"HOME", "/home/u"}});
    EXPECT_EQ(TokenOf(asked, "a.example.com"), "one") << name;
    using Services = std::map<std::string, std::map<std::string, std::string>>;
    EXPECT_EQ(asked.hosts.services, (Services{{"b.example.com", {{"modules.v1", "https://b.example.com/modules/"}}},
                                              {"c.example.com", {{"providers.v1", "https://c.example.com/"}}}}))
        << name;
  }
}

TEST(RegistryHosts, TheEnvironmentNamesAnotherFile) {
  const FileTexts files = {{"/home/u/.tofurc", "credentials \"a.example.com\" {\n  token = \"home\"\n}\n"},
                           {"/etc/own.rc", "credentials \"a.example.com\" {\n  token = \"own\"\n}\n"}};
  EXPECT_EQ(TokenOf(Ask(files, {{"HOME", "/home/u"}, {"TF_CLI_CONFIG_FILE", "/etc/own.rc"}}), "a.example.com"), "own");
  EXPECT_EQ(TokenOf(Ask(files, {{"HOME", "/home/u"}, {"TERRAFORM_CONFIG", "/etc/own.rc"}}), "a.example.com"), "own");
  EXPECT_EQ(TokenOf(Ask(files, {{"HOME", "/home/u"}, {"TF_CLI_CONFIG_FILE", "/nowhere"}}), "a.example.com"), "(none)");
}

TEST(RegistryHosts, VariablesBeatFilesAndSpellHostsWithUnderscores) {
  const Asked asked =
      Ask({{"/home/u/.terraform.d/credentials.tfrc.json",
            R"({"credentials":{"a.example.com":{"token":"login"},"d.example.com":{"token":"kept"},"x":1}})"}},
          {{"HOME", "/home/u"}, {"TF_TOKEN_a_example_com", "variable"}, {"TF_TOKEN_my__own_example_com", "dashed"}});
  EXPECT_EQ(TokenOf(asked, "a.example.com"), "variable");
  EXPECT_EQ(TokenOf(asked, "d.example.com"), "kept");
  EXPECT_EQ(TokenOf(asked, "my-own.example.com"), "dashed");
}

TEST(RegistryHosts, ABrokenConfigurationIsReportedAndBrokenCredentialsAreNone) {
  EXPECT_TRUE(Ask({{"/home/u/.tofurc", "credentials {"}}, {{"HOME", "/home/u"}}).diagnostics.HasErrors());
  const Asked asked = Ask({{"/home/u/.terraform.d/credentials.tfrc.json", "{"}}, {{"HOME", "/home/u"}});
  EXPECT_FALSE(asked.diagnostics.HasErrors());
  EXPECT_TRUE(asked.hosts.tokens.empty());
  const Asked odd =
      Ask({{"/home/u/.tofurc",
            "credentials \"a\" {\n  token = 1\n}\ncredentials \"b\" {}\nhost \"c\" {}\nhost \"d\" {\n  services "
            "= \"x\"\n}\nhost \"e\" {\n  services = { \"modules.v1\" = 1 }\n}\n"}},
          {{"HOME", "/home/u"}});
  EXPECT_TRUE(odd.hosts.tokens.empty());
}

class RegistryOptionsTest : public CommandLineTest {};

TEST_F(RegistryOptionsTest, TheEnvironmentSaysHowPatientlyRegistriesAreAsked) {
  registry::ReaderOptions options = RegistryReaderOptions(Context());
  EXPECT_EQ(options.retries, 1);
  EXPECT_EQ(options.timeout, std::chrono::seconds(10));
  EXPECT_EQ(options.download_retries, 2);
  environment_.Set("TF_REGISTRY_DISCOVERY_RETRY", "5");
  environment_.Set("TF_REGISTRY_CLIENT_TIMEOUT", "0");
  environment_.Set("TF_PROVIDER_DOWNLOAD_RETRY", "7");
  options = RegistryReaderOptions(Context());
  EXPECT_EQ(options.retries, 5);
  EXPECT_EQ(options.timeout, std::chrono::seconds(1)) << "without an end nothing is asked";
  EXPECT_EQ(options.download_retries, 7);
  // What is no number, or none that makes sense, is as if it were not there.
  environment_.Set("TF_REGISTRY_DISCOVERY_RETRY", "many");
  environment_.Set("TF_REGISTRY_CLIENT_TIMEOUT", "-3");
  environment_.Set("TF_PROVIDER_DOWNLOAD_RETRY", "99999999");
  options = RegistryReaderOptions(Context());
  EXPECT_EQ(options.retries, 1);
  EXPECT_EQ(options.timeout, std::chrono::seconds(10));
  EXPECT_EQ(options.download_retries, 2);
  environment_.Set("SSL_CERT_FILE", "/own.pem");
  EXPECT_EQ(RegistryClientOptions(environment_).ca_file, "/own.pem");
}

TEST_F(RegistryOptionsTest, WhoInterruptsDoesNotWaitForTheNextTry) {
  const registry::ReaderOptions options = RegistryReaderOptions(Context());
  EXPECT_TRUE(options.keep_going());
  options.wait(std::chrono::milliseconds(1));
  interrupt_.Raise();
  EXPECT_FALSE(options.keep_going());
  const auto before = std::chrono::steady_clock::now();
  options.wait(std::chrono::hours(1));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::minutes(1));
}

}  // namespace
}  // namespace rolecall::cli
