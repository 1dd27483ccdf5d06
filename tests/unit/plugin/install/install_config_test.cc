// Where packages come from, as CLI configurations in use say it.
#include "plugin/install/install_config.h"

#include <gtest/gtest.h>

namespace rolecall::plugin {
namespace {

using Kind = InstallMethod::Kind;

InstallConfig Read(const std::string& text, std::map<std::string, std::string> environment = {}) {
  const MemoryFileSystem files({{"/rc", text}, {"/home/.terraform.d/plugins/x", ""}});
  diag::Diagnostics problems;
  InstallConfig config = ReadInstallConfig(files, FakeEnvironment(std::move(environment)), "/rc", problems);
  for (const diag::Diagnostic& one : problems.list()) ADD_FAILURE() << one.summary << ": " << one.detail;
  return config;
}

TEST(ReadInstallConfig, WithoutABlockItIsTheImpliedFoldersAndTheRegistry) {
  const InstallConfig config = Read("", {{"HOME", "/home"}});
  ASSERT_EQ(config.methods.size(), 2u);
  EXPECT_EQ(config.methods[0].location, "/home/.terraform.d/plugins");
  EXPECT_EQ(config.methods[1].kind, Kind::kDirect);
}

TEST(ReadInstallConfig, HasMethodsInOrderWithWhatTheyAreFor) {
  const InstallConfig config = Read(R"(
    plugin_cache_dir = "/cache"
    provider_installation {
      filesystem_mirror {
        path    = "/mirror"
        include = ["registry.terraform.io/hashicorp/*", "example.com/*/*"]
        exclude = ["hashicorp/aws"]
      }
      network_mirror {
        url = "https://mirror.example.com/"
      }
      direct {}
    })");
  ASSERT_EQ(config.methods.size(), 3u);
  EXPECT_TRUE(config.methods[0].Takes("registry.terraform.io/hashicorp/null"));
  EXPECT_TRUE(config.methods[0].Takes("example.com/a/b"));
  EXPECT_FALSE(config.methods[0].Takes("registry.terraform.io/hashicorp/aws"));
  EXPECT_FALSE(config.methods[0].Takes("registry.opentofu.org/hashicorp/null"));
  EXPECT_EQ(config.methods[1].kind, Kind::kNetwork);
  EXPECT_TRUE(config.methods[2].Takes("anything.example/a/b"));
  EXPECT_EQ(config.plugin_cache, "/cache");
}

TEST(ReadInstallConfig, OverridesHaveQuotedNamesInABlock) {
  const InstallConfig config = Read(R"(
    provider_installation {
      dev_overrides {
        "hashicorp/null"        = "/src/null"
        "example.com/team/tool" = "/src/tool"
      }
      direct {}
    })");
  EXPECT_EQ(config.OverrideOf("registry.opentofu.org", "hashicorp/null"), "/src/null");
  EXPECT_EQ(config.OverrideOf("example.com", "team/tool"), "/src/tool");
  EXPECT_EQ(config.OverrideOf("registry.opentofu.org", "team/tool"), "");
}

TEST(ReadInstallConfig, TheVariableForTheCacheComesFirst) {
  EXPECT_EQ(Read("plugin_cache_dir = \"/a\"\n", {{"TF_PLUGIN_CACHE_DIR", "/b"}}).plugin_cache, "/b");
}

TEST(ReadInstallConfig, AMethodThatIsNotKnownIsAnError) {
  const MemoryFileSystem files(
      std::map<std::string, std::string>{{"/rc", "provider_installation {\n  carrier_pigeon {}\n}\n"}});
  diag::Diagnostics problems;
  ReadInstallConfig(files, FakeEnvironment(), "/rc", problems);
  ASSERT_TRUE(problems.HasErrors());
  EXPECT_NE(problems.list().front().detail.find("carrier_pigeon"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::plugin
