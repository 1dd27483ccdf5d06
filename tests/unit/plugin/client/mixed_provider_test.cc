// One provider of two: which of them a type is asked of, and what the plugin's part costs when it is not used.
#include "plugin/client/mixed_provider.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/provider/ephemeral.h"
#include "tests/unit/plugin/client/plugin_provider_fixture.h"

namespace rolecall::plugin {
namespace {

using engine::AttributeSchema;
using engine::BlockSchema;
using engine::ProviderSchema;
using engine::ResourceState;
using value::Type;
using value::Value;

// Says what it is asked.
class Recorder final : public engine::Provider, public engine::EphemeralResources {
 public:
  Recorder(const std::string& type, std::vector<std::string>& calls, std::vector<std::string> arguments,
           std::string ending = "")
      : calls_(calls), ending_(std::move(ending)) {
    for (const std::string& name : arguments)
      schema_.configuration.attributes[name] = AttributeSchema{.optional = true};
    schema_.resources[type].block.attributes["id"] = AttributeSchema{.computed = true};
    schema_.data_sources[type].block.attributes["id"] = AttributeSchema{.computed = true};
    schema_.ephemeral_resources[type].block.attributes["id"] = AttributeSchema{.computed = true};
    name_ = type;
  }
  std::string source() const override { return "hashicorp/aws"; }
  const ProviderSchema& schema() const override { return schema_; }
  const BlockSchema* ModuleMetaSchema() const override { return &schema_.configuration; }
  std::unique_ptr<Provider> ForModule(const Value&) override {
    return std::make_unique<Recorder>(name_, calls_, std::vector<std::string>{}, " for a module");
  }
  void ValidateConfiguration(const Value&, diag::Diagnostics&) override { Note("validate"); }
  void ValidateResource(const std::string&, const Value&, diag::Diagnostics&) override { Note("validate resource"); }
  void ValidateDataSource(const std::string&, const Value&, diag::Diagnostics&) override { Note("validate data"); }
  void Configure(const Value& configuration, diag::Diagnostics& diagnostics) override {
    Note("configure " + configuration.Get("region").AsString());
    if (configuration.Get("region").AsString() == "nowhere" && name_ == "aws_vpc") {
      diagnostics.AddError("", "No such region", "");
    }
  }
  Value UpgradeState(const std::string&, std::int64_t, const std::string&, diag::Diagnostics&) override {
    Note("upgrade");
    return {};
  }
  ResourceState Read(const std::string&, const ResourceState& current, diag::Diagnostics&) override {
    Note("read");
    return current;
  }
  engine::PlannedResource Plan(const std::string&, const ResourceState&, const Value& proposed, const Value&,
                               diag::Diagnostics&) override {
    Note("plan");
    return {.planned = proposed};
  }
  ResourceState Apply(const std::string&, const ResourceState& prior, const engine::PlannedResource&, const Value&,
                      const engine::Cancellation&, diag::Diagnostics&) override {
    Note("apply");
    return prior;
  }
  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string&,
                                               diag::Diagnostics&) override {
    Note("import");
    return {{type, {}}};
  }
  Value ReadDataSource(const std::string&, const Value& config, diag::Diagnostics&) override {
    Note("read data");
    return config;
  }
  std::optional<engine::ResourceIdentity> UpgradeIdentity(const std::string&, std::int64_t, const std::string&,
                                                          diag::Diagnostics&) override {
    Note("upgrade identity");
    return std::nullopt;
  }
  bool ImportsByIdentity(const std::string&) const override { return true; }
  std::vector<engine::ImportedResource> ImportByIdentity(const std::string& type, const Value&,
                                                         diag::Diagnostics&) override {
    Note("import by identity");
    return {{type, {}}};
  }
  void ValidateEphemeral(const std::string&, const Value&, diag::Diagnostics&) override { Note("validate ephemeral"); }
  engine::OpenedResource Open(const std::string&, const Value& config, diag::Diagnostics&) override {
    Note("open");
    return {config, std::nullopt, Secret()};
  }
  engine::RenewedResource Renew(const std::string&, const Secret&, diag::Diagnostics&) override {
    Note("renew");
    return {};
  }
  void Close(const std::string&, const Secret&, diag::Diagnostics&) override { Note("close"); }

 private:
  void Note(const std::string& what) { calls_.push_back(name_ + ": " + what + ending_); }
  ProviderSchema schema_;
  std::vector<std::string>& calls_;
  std::string name_;
  const std::string ending_;
};

class MixedProviderTest : public ::testing::Test {
 protected:
  void Configure(std::map<std::string, Value> arguments) {
    for (const auto& [name, attribute] : mixed_->ConfigurationSchema().attributes) {
      arguments.try_emplace(name, Value::Null(attribute.type));
    }
    const Value configuration = Value::Object(std::move(arguments));
    mixed_->ValidateConfiguration(configuration, problems_);
    if (!problems_.HasErrors()) mixed_->Configure(configuration, problems_);
  }
  void Read(const std::string& type) { mixed_->Read(type, {}, problems_); }

  std::vector<std::string> calls_;
  diag::Diagnostics problems_;
  std::unique_ptr<engine::Provider> mixed_ =
      MakeMixedProvider(std::make_unique<Recorder>("aws_iam_role", calls_, std::vector<std::string>{"region"}),
                        std::make_unique<Recorder>("aws_vpc", calls_, std::vector<std::string>{"region", "rare"}));
};

TEST_F(MixedProviderTest, BuiltInTypesStartNoPlugin) {
  Configure({{"region", Value::String("eu-west-1")}});
  Read("aws_iam_role");
  EXPECT_EQ(calls_, (std::vector<std::string>{"aws_iam_role: validate", "aws_iam_role: configure eu-west-1",
                                              "aws_iam_role: read"}));
}

TEST_F(MixedProviderTest, ThePluginIsConfiguredOnceWhenItIsFirstNeeded) {
  Configure({{"region", Value::String("eu-west-1")}});
  calls_.clear();
  Read("aws_vpc");
  Read("aws_vpc");
  EXPECT_EQ(calls_, (std::vector<std::string>{"aws_vpc: validate", "aws_vpc: configure eu-west-1", "aws_vpc: read",
                                              "aws_vpc: read"}));
}

TEST_F(MixedProviderTest, ThePluginHearsAModuleAndIsConfiguredOnceForAll) {
  Configure({{"region", Value::String("eu-west-1")}});
  Read("aws_vpc");
  calls_.clear();
  EXPECT_EQ(mixed_->ModuleMetaSchema()->attributes.count("rare"), 1u);  // the plugin's
  const auto module = mixed_->ForModule(Value::Object({}));
  module->Read("aws_vpc", {}, problems_);
  module->Read("aws_iam_role", {}, problems_);
  Read("aws_vpc");
  EXPECT_EQ(calls_, (std::vector<std::string>{"aws_vpc: read for a module", "aws_iam_role: read", "aws_vpc: read"}));
}

TEST_F(MixedProviderTest, WhatThePluginSaysOfItsConfigurationIsSaidOfEachOfItsTypes) {
  Configure({{"region", Value::String("nowhere")}});
  EXPECT_FALSE(problems_.HasErrors());
  Read("aws_vpc");
  ASSERT_TRUE(problems_.HasErrors());
  EXPECT_EQ(problems_.list().front().summary, "No such region");
}

TEST_F(MixedProviderTest, AnArgumentThatOnlyThePluginKnowsIsRefused) {
  Configure({{"region", Value::String("eu-west-1")}, {"rare", Value::String("x")}});
  ASSERT_TRUE(problems_.HasErrors());
  EXPECT_NE(problems_.list().front().detail.find("\"rare\""), std::string::npos);
  EXPECT_NE(problems_.list().front().detail.find("ROLECALL_PROVIDERS=plugin"), std::string::npos);
}

TEST_F(MixedProviderTest, HasTheTypesOfBoth) {
  EXPECT_EQ(mixed_->ResourceTypes(), (std::vector<std::string>{"aws_iam_role", "aws_vpc"}));
  EXPECT_NE(mixed_->FindDataSource("aws_vpc"), nullptr);
  EXPECT_EQ(mixed_->FindResource("aws_subnet"), nullptr);
  EXPECT_EQ(mixed_->schema().resources.size(), 2u);
  EXPECT_EQ(mixed_->EphemeralTypes(), (std::vector<std::string>{"aws_iam_role", "aws_vpc"}));
  EXPECT_EQ(mixed_->schema().ephemeral_resources.size(), 2u);
}

TEST_F(MixedProviderTest, EveryCallGoesToTheProviderThatHasTheType) {
  Configure({{"region", Value::String("eu-west-1")}});
  for (const std::string type : {"aws_iam_role", "aws_vpc"}) {
    Read(type);  // configures
    calls_.clear();
    mixed_->ValidateResource(type, {}, problems_);
    mixed_->ValidateDataSource(type, {}, problems_);
    mixed_->UpgradeState(type, 0, "{}", problems_);
    mixed_->Plan(type, {}, {}, {}, problems_);
    mixed_->Apply(type, {}, {}, {}, Never(), problems_);
    EXPECT_EQ(mixed_->Import(type, "id", problems_).size(), 1u);
    mixed_->ReadDataSource(type, {}, problems_);
    mixed_->UpgradeIdentity(type, 0, "{}", problems_);
    EXPECT_EQ(mixed_->ImportByIdentity(type, {}, problems_).size(), 1u);
    auto& ephemeral = dynamic_cast<engine::EphemeralResources&>(*mixed_);
    ephemeral.ValidateEphemeral(type, {}, problems_);
    ephemeral.Open(type, {}, problems_);
    ephemeral.Renew(type, Secret(), problems_);
    ephemeral.Close(type, Secret(), problems_);
    std::vector<std::string> expected;
    for (const char* call :
         {"validate resource", "validate data", "upgrade", "plan", "apply", "import", "read data", "upgrade identity",
          "import by identity", "validate ephemeral", "open", "renew", "close"}) {
      expected.push_back(type + ": " + call);
    }
    EXPECT_EQ(calls_, expected);
  }
}

TEST_F(MixedProviderTest, NothingIsDoneByAPluginThatCannotBeConfigured) {
  Configure({{"region", Value::String("nowhere")}});
  const ResourceState state{Value::String("there"), "kept"};
  EXPECT_EQ(mixed_->Read("aws_vpc", state, problems_).private_bytes, "kept");
  EXPECT_EQ(mixed_->Plan("aws_vpc", state, Value::String("wanted"), {}, problems_).planned.AsString(), "wanted");
  EXPECT_EQ(mixed_->Apply("aws_vpc", state, {}, {}, Never(), problems_).private_bytes, "kept");
  EXPECT_TRUE(mixed_->Import("aws_vpc", "id", problems_).empty());
  EXPECT_TRUE(mixed_->ImportByIdentity("aws_vpc", {}, problems_).empty());
  (void)dynamic_cast<engine::EphemeralResources&>(*mixed_).Open("aws_vpc", {}, problems_);
  EXPECT_TRUE(problems_.HasErrors());
  EXPECT_EQ(std::count(calls_.begin(), calls_.end(), "aws_vpc: apply"), 0);
  EXPECT_EQ(std::count(calls_.begin(), calls_.end(), "aws_vpc: open"), 0);
}

}  // namespace
}  // namespace rolecall::plugin
