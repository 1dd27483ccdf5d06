// What a provider's processes share: its schemas, read once, kept, and never taken for what they are not.
#include "plugin/client/package.h"

#include <fstream>

#include "tests/unit/plugin/client/fake_plugin.h"

namespace rolecall::plugin {
namespace {

using Names = std::vector<std::string>;

TEST(Package, HasTheTypesThatTheProviderNames) {
  FakePlugin plugin;
  const auto package = plugin.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  EXPECT_EQ(package->ResourceTypes(), Names{"test_file"});
  EXPECT_EQ(package->DataSourceTypes(), Names{"test_file"});
  EXPECT_EQ(package->FindResource("test_other"), nullptr);
  const engine::ResourceSchema* file = package->FindResource("test_file");
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(file->block.attributes.at("name").required);
  EXPECT_TRUE(file->block.attributes.at("password").write_only);
  EXPECT_EQ(package->FindResource("test_file"), file) << "read once";
  EXPECT_EQ(package->Configuration().attributes.count("region"), 1u);
  EXPECT_EQ(package->Everything().resources.size(), 1u);
  EXPECT_EQ(package->Everything().data_sources.size(), 1u);
  EXPECT_EQ(package->protocol(), 6);
}

TEST(Package, TellsOfFunctionsAndIdentities) {
  FakePlugin plugin;
  plugin.On<wire::GetResourceIdentitySchemas>(kIdentitySchemas, [](const auto&, auto& response) {
    wire::ResourceIdentitySchema& file = (*response.mutable_identity_schemas())["test_file"];
    file.set_version(2);
    wire::ResourceIdentitySchema::IdentityAttribute& name = *file.add_identity_attributes();
    name.set_name("name");
    name.set_type("\"string\"");
    name.set_required_for_import(true);
  });
  const auto package = plugin.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  const engine::ProviderSchema& all = package->Everything();
  ASSERT_EQ(all.functions.count("shout"), 1u);
  EXPECT_EQ(all.functions.at("shout").parameters.size(), 1u);
  EXPECT_EQ(all.functions.at("shout").result, value::Type::String());
  ASSERT_EQ(all.identities.count("test_file"), 1u);
  EXPECT_EQ(all.identities.at("test_file").version, 2);
  EXPECT_TRUE(all.identities.at("test_file").attributes.at("name").is_required);
}

TEST(Package, AsksForTheSchemasOnce) {
  FakePlugin plugin;
  const auto package = plugin.MakePackage();
  EXPECT_TRUE(package->LoadSchema().ok());
  EXPECT_TRUE(package->LoadSchema().ok());
  EXPECT_EQ(plugin.calls(), Names{"GetProviderSchema"});
}

TEST(Package, OfVersion5IsAskedByItsNames) {
  FakePlugin plugin(5);
  const auto package = plugin.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  EXPECT_EQ(plugin.calls(), Names{"GetSchema"});
  EXPECT_EQ(package->protocol(), 5);
}

TEST(Package, ASchemaThatTheProviderCannotGiveIsItsError) {
  FakePlugin plugin;
  wire::Diagnostic& problem = *plugin.schema.add_diagnostics();
  problem.set_severity(wire::Diagnostic::ERROR);
  problem.set_summary("No licence");
  problem.set_detail("it ended");
  const auto loaded = plugin.MakePackage()->LoadSchema();
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().message, "No licence: it ended");
}

TEST(Package, ASchemaThatCannotBeReadMakesItsTypeUnknown) {
  FakePlugin plugin;
  (*plugin.schema.mutable_resource_schemas())["test_broken"] = "\xff\xff\xff";
  const auto package = plugin.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  EXPECT_EQ(package->FindResource("test_broken"), nullptr);
  EXPECT_NE(package->FindResource("test_file"), nullptr);
  EXPECT_EQ(package->Everything().resources.size(), 1u);
}

TEST(Package, TheErrorOfAServerThatIsGoneStays) {
  FakePlugin plugin;
  plugin.Die();
  const auto package = plugin.MakePackage();
  const auto loaded = package->LoadSchema();
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(package->LoadSchema().ok());
}

TEST(Package, AProgramThatIsNotThereIsNamed) {
  SystemClock clock;
  const auto package = std::make_shared<Package>(
      PackageFacts{.host = "h", .source = "a/b", .version = "", .program = "/nonexistent/provider", .running = {}},
      Surroundings{.clock = &clock, .environment = {}, .schema_cache = "", .terraform_version = ""});
  const auto loaded = package->LoadSchema();
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message.find("failed to instantiate provider \"h/a/b\""), std::string::npos);
}

TEST(Package, WhatMustBeAskedBeforeItServesIsAsked) {
  FakePlugin plugin;
  auto package = plugin.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  ASSERT_TRUE(package->ConnectReady().ok());
  EXPECT_EQ(plugin.calls(), (Names{"GetProviderSchema", "GetProviderSchema"}));

  FakePlugin modern;
  modern.schema.mutable_server_capabilities()->set_get_provider_schema_optional(true);
  modern.schema.mutable_server_capabilities()->set_plan_destroy(true);
  modern.schema.mutable_server_capabilities()->set_move_resource_state(true);
  package = modern.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  ASSERT_TRUE(package->ConnectReady().ok());
  EXPECT_EQ(modern.calls(), Names{"GetProviderSchema"});
  EXPECT_TRUE(package->PlansDestroys());
  EXPECT_TRUE(package->MovesStates());
}

class SchemaCacheTest : public ::testing::Test {
 protected:
  SchemaCacheTest() {
    facts_ = plugin_.Facts();
    facts_.program = plugin_.folder() + "/program";
    std::ofstream(facts_.program) << "program";
  }
  std::shared_ptr<Package> MakePackage() const {
    return std::make_shared<Package>(
        facts_,
        Surroundings{
            .clock = nullptr, .environment = {}, .schema_cache = plugin_.folder() + "/cache", .terraform_version = ""});
  }
  std::filesystem::path Kept() const {
    return std::filesystem::directory_iterator(plugin_.folder() + "/cache")->path();
  }

  FakePlugin plugin_;
  PackageFacts facts_;
};

TEST_F(SchemaCacheTest, TheSameProgramIsNotAskedAgain) {
  ASSERT_TRUE(MakePackage()->LoadSchema().ok());
  EXPECT_EQ(std::filesystem::status(Kept()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto again = MakePackage();
  ASSERT_TRUE(again->LoadSchema().ok());
  EXPECT_EQ(plugin_.calls(), Names{"GetProviderSchema"});
  EXPECT_EQ(again->ResourceTypes(), Names{"test_file"});
}

TEST_F(SchemaCacheTest, AChangedProgramIsAskedAnew) {
  ASSERT_TRUE(MakePackage()->LoadSchema().ok());
  std::ofstream(facts_.program) << "another program";
  ASSERT_TRUE(MakePackage()->LoadSchema().ok());
  EXPECT_EQ(plugin_.calls().size(), 2u);
}

TEST_F(SchemaCacheTest, WhatIsKeptAndCannotBeReadIsAskedAnew) {
  ASSERT_TRUE(MakePackage()->LoadSchema().ok());
  for (const char* damaged : {"", "\x07whatever", "\x06\xff\xff\xff\xff"}) {
    std::ofstream(Kept()) << damaged;
    const auto package = MakePackage();
    ASSERT_TRUE(package->LoadSchema().ok());
    EXPECT_EQ(package->ResourceTypes(), Names{"test_file"});
  }
  EXPECT_EQ(plugin_.calls().size(), 4u);
}

}  // namespace
}  // namespace rolecall::plugin
