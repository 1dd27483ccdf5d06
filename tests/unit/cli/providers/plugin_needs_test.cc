// Which providers a directory needs as plugins.
#include "cli/providers/plugin_needs.h"

#include <gtest/gtest.h>

#include "engine/modules/load.h"

namespace rolecall::cli {
namespace {

// Has hashicorp/aws, of which only aws_iam_role is built in.
class Native final : public engine::ProviderCatalogue {
 public:
  std::vector<std::string> sources() const override { return {"hashicorp/aws"}; }
  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string&) const override;
};

class OneType final : public engine::Provider {
 public:
  OneType() { schema_.resources["aws_iam_role"]; }
  std::string source() const override { return "hashicorp/aws"; }
  const engine::ProviderSchema& schema() const override { return schema_; }
  void ValidateConfiguration(const value::Value&, diag::Diagnostics&) override {}
  void ValidateResource(const std::string&, const value::Value&, diag::Diagnostics&) override {}
  void ValidateDataSource(const std::string&, const value::Value&, diag::Diagnostics&) override {}
  void Configure(const value::Value&, diag::Diagnostics&) override {}
  value::Value UpgradeState(const std::string&, std::int64_t, const std::string&, diag::Diagnostics&) override {
    return {};
  }
  engine::ResourceState Read(const std::string&, const engine::ResourceState& current, diag::Diagnostics&) override {
    return current;
  }
  engine::PlannedResource Plan(const std::string&, const engine::ResourceState&, const value::Value&,
                               const value::Value&, diag::Diagnostics&) override {
    return {};
  }
  engine::ResourceState Apply(const std::string&, const engine::ResourceState& prior, const engine::PlannedResource&,
                              const value::Value&, const engine::Cancellation&, diag::Diagnostics&) override {
    return prior;
  }
  std::vector<engine::ImportedResource> Import(const std::string&, const std::string&, diag::Diagnostics&) override {
    return {};
  }
  value::Value ReadDataSource(const std::string&, const value::Value& config, diag::Diagnostics&) override {
    return config;
  }

 private:
  engine::ProviderSchema schema_;
};

std::unique_ptr<engine::Provider> Native::Make(const std::string& source, const std::string&) const {
  return source == "hashicorp/aws" ? std::make_unique<OneType>() : nullptr;
}

// "SOURCE CONSTRAINT", with "+" where what is built in stays.
std::string Needs(const std::string& text, const ProviderModes& modes = {}) {
  const MemoryFileSystem files(std::map<std::string, std::string>{{"main.tf", text}});
  diag::Diagnostics problems;
  const auto configuration = engine::LoadConfiguration(files, ".", {}, problems);
  for (const diag::Diagnostic& one : problems.list()) ADD_FAILURE() << one.summary;
  std::string found;
  for (const PluginNeed& need : PluginNeeds(*configuration, Native(), modes)) {
    found += (need.is_rest ? "+" : "") + need.source + " " + need.constraint + ";";
  }
  return found;
}

constexpr const char* kRole = "resource \"aws_iam_role\" \"a\" {\n}\n";
constexpr const char* kVpc = "resource \"aws_vpc\" \"a\" {\n}\n";
constexpr const char* kRequired =
    "terraform {\n  required_providers {\n    tool = {\n      source  = \"team/tool\"\n      version = \"~> 1.0\"\n"
    "    }\n  }\n}\n";

TEST(PluginNeeds, BuiltInTypesNeedNone) { EXPECT_EQ(Needs(kRole), ""); }

TEST(PluginNeeds, ATypeThatIsNotBuiltInNeedsTheRestOfItsProvider) {
  EXPECT_EQ(Needs(std::string(kRole) + kVpc), "+hashicorp/aws ;");
  EXPECT_EQ(Needs("data \"aws_iam_role\" \"a\" {\n}\n"), "+hashicorp/aws ;");
}

TEST(PluginNeeds, AProviderThatIsNotBuiltInIsNeededWhereItIsUsed) {
  EXPECT_EQ(Needs(kRequired), "");
  EXPECT_EQ(Needs(std::string(kRequired) + "resource \"tool_x\" \"a\" {\n}\n"), "team/tool ~> 1.0;");
  EXPECT_EQ(Needs(std::string(kRequired) + "provider \"tool\" {\n}\n"), "team/tool ~> 1.0;");
  EXPECT_EQ(Needs(std::string(kRequired) + "output \"a\" {\n  value = provider::tool::f(1)\n}\n"), "team/tool ~> 1.0;");
}

TEST(PluginNeeds, WhatIsImportedIsNeededThoughNothingDeclaresIt) {
  const auto import = [](const std::string& to, const std::string& more = "") {
    return "import {\n  to = " + to + "\n  id = \"x\"\n" + more + "}\n";
  };
  EXPECT_EQ(Needs(import("tool_x.a")), "hashicorp/tool ;");
  EXPECT_EQ(Needs(import("aws_iam_role.a")), "");
  EXPECT_EQ(Needs(import("aws_vpc.a[each.key]", "  for_each = {}\n")), "+hashicorp/aws ;");
  EXPECT_EQ(Needs(kRequired + import("tool_x.a[0]")), "team/tool ~> 1.0;");
  EXPECT_EQ(Needs(kRequired + import("other_x.a", "  provider = tool.west\n")), "team/tool ~> 1.0;");
  EXPECT_EQ(Needs(import("tool_x.a"), ProviderModes(ProviderMode::kNative)), "");
}

// Whether the plugin is needed whatever `count`, `for_each` and `enabled` are.
bool IsCertain(const MemoryFileSystem& files) {
  diag::Diagnostics problems;
  const auto configuration = engine::LoadConfiguration(files, ".", {}, problems);
  const std::vector<PluginNeed> needs = PluginNeeds(*configuration, Native(), {});
  return needs.size() == 1 && needs.front().is_certain;
}

TEST(PluginNeeds, WhatMayNotBeThereIsNotCertain) {
  const auto alone = [](const std::string& text) {
    return IsCertain(MemoryFileSystem(std::map<std::string, std::string>{{"main.tf", kRequired + text}}));
  };
  EXPECT_TRUE(alone("resource \"tool_x\" \"a\" {\n}\n"));
  EXPECT_FALSE(alone("resource \"tool_x\" \"a\" {\n  count = 0\n}\n"));
  EXPECT_FALSE(alone("provider \"tool\" {\n}\n"));
  const auto called = [](const std::string& argument) {
    return IsCertain(MemoryFileSystem(std::map<std::string, std::string>{
        {"main.tf", "module \"m\" {\n  source = \"./m\"\n" + argument + "}\n"},
        {"m/main.tf", std::string(kRequired) + "resource \"tool_x\" \"a\" {\n}\n"}}));
  };
  EXPECT_TRUE(called(""));
  EXPECT_FALSE(called("  for_each = {}\n"));
}

TEST(PluginNeeds, AFunctionThatIsBuiltInNeedsNone) {
  const std::string aws = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n";
  const std::string known = "locals {\n  a = provider::aws::arn_parse(\"arn:aws:iam::1:role/x\")\n}\n";
  EXPECT_EQ(Needs(aws + known), "");
  EXPECT_EQ(Needs(aws + known, ProviderModes(ProviderMode::kPlugin)), "hashicorp/aws ;");
  EXPECT_EQ(Needs(aws + "locals {\n  a = provider::aws::west::arn_parse(\"arn:aws:iam::1:role/x\")\n}\n"), "");
  EXPECT_EQ(Needs(aws + "locals {\n  a = provider::aws::arn_parse::other()\n}\n"), "+hashicorp/aws ;");
  EXPECT_EQ(Needs(aws + known + "locals {\n  b = provider::aws::arn_parse_2()\n}\n"), "+hashicorp/aws ;");
}

TEST(PluginNeeds, AModeDecidesForAll) {
  EXPECT_EQ(Needs(kVpc, ProviderModes(ProviderMode::kNative)), "");
  EXPECT_EQ(Needs(kRole, ProviderModes(ProviderMode::kPlugin)), "hashicorp/aws ;");
  EXPECT_EQ(Needs("resource \"terraform_data\" \"a\" {\n}\n", ProviderModes(ProviderMode::kPlugin)), "");
}

TEST(PluginNeeds, EachProviderHasItsMode) {
  ProviderModes modes(ProviderMode::kNative);
  EXPECT_EQ(Needs(kVpc, modes), "");
  modes.Set("hashicorp/aws", ProviderMode::kAuto);
  EXPECT_EQ(Needs(kVpc, modes), "+hashicorp/aws ;");
  modes.Set("hashicorp/aws", ProviderMode::kPlugin);
  EXPECT_EQ(Needs(kRole, modes), "hashicorp/aws ;");
}

TEST(PluginNeeds, WhatOnlyTheStateHasIsNeededToo) {
  engine::State state;
  engine::Resource resource;
  resource.provider = "provider[\"registry.terraform.io/team/tool\"]";
  resource.instances.emplace_back();
  engine::ResourceAddress address;
  address.type = "tool_x";
  address.name = "a";
  state.resources()[address.StateKey()] = resource;
  const auto needs = PluginNeeds(state, Native(), ProviderModes(), {});
  ASSERT_EQ(needs.size(), 1u);
  EXPECT_EQ(needs[0].source, "team/tool");
  EXPECT_EQ(needs[0].host, "registry.terraform.io");
  EXPECT_TRUE(PluginNeeds(state, Native(), ProviderModes(), needs).empty());
}

}  // namespace
}  // namespace rolecall::cli
