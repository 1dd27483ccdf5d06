#include "engine/backend/cache.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

using value::Value;

BackendConfig S3(std::map<std::string, Value> arguments) { return {"s3", Value::Object(std::move(arguments)), {}}; }

class BackendCacheTest : public testing::Test {
 protected:
  std::optional<BackendCache> WriteAndRead(const BackendConfig& merged, const BackendConfig& block) {
    EXPECT_TRUE(WriteBackendCache(context_.files, ".terraform", merged, block, context_.random).ok());
    auto cache = ReadBackendCache(context_.files, ".terraform");
    EXPECT_TRUE(cache.ok());
    return *cache;
  }
  FakeContext context_;
};

TEST_F(BackendCacheTest, ACompleteBlockNeedsNoInit) {
  const BackendConfig block = S3({{"bucket", Text("b")}});
  EXPECT_EQ(ChooseBackend(block, std::nullopt).error, "");
  EXPECT_EQ(ChooseBackend(std::nullopt, std::nullopt).config.type, "local");
}

TEST_F(BackendCacheTest, WhatTheCommandLineGaveAtInitIsRemembered) {
  const BackendConfig block = S3({{"key", Text("k")}});
  const Value merged = MergeBackendArguments(block.arguments, Value::Object({{"bucket", Text("b")}}));
  const auto cache = WriteAndRead({"s3", merged, {}}, block);
  const BackendChoice choice = ChooseBackend(block, cache);
  EXPECT_EQ(choice.error, "");
  EXPECT_EQ(choice.config.arguments.Get("bucket").AsString(), "b");
  EXPECT_EQ(choice.config.arguments.Get("key").AsString(), "k");
}

TEST_F(BackendCacheTest, AChangedOrVanishedBlockWantsInit) {
  const BackendConfig block = S3({{"bucket", Text("b")}, {"key", Text("k")}});
  const auto cache = WriteAndRead(block, block);
  EXPECT_EQ(ChooseBackend(block, cache).error, "");
  const BackendChoice changed = ChooseBackend(S3({{"bucket", Text("other")}, {"key", Text("k")}}), cache);
  EXPECT_NE(changed.error.find("\"bucket\""), std::string::npos);
  EXPECT_NE(ChooseBackend(std::nullopt, cache).error, "");
  EXPECT_NE(ChooseBackend(BackendConfig{"http", Value::Object({}), {}}, cache).error, "");
}

// Else everything that the other file knows would be planned anew.
TEST_F(BackendCacheTest, AnotherPathOfTheLocalBackendIsAnotherBackend) {
  const auto local = [](std::map<std::string, Value> arguments) {
    return BackendConfig{"local", Value::Object(std::move(arguments)), {}};
  };
  const BackendConfig elsewhere = local({{"path", Text("sub/a.tfstate")}});
  EXPECT_FALSE(IsDefaultBackend(elsewhere));
  EXPECT_FALSE(IsDefaultBackend(S3({})));
  EXPECT_TRUE(IsDefaultBackend(local({})));
  EXPECT_TRUE(IsDefaultBackend(local({{"path", Text("terraform.tfstate")}})));
  const auto cache = WriteAndRead(elsewhere, elsewhere);
  EXPECT_EQ(ChooseBackend(elsewhere, cache).error, "");
  EXPECT_NE(ChooseBackend(std::nullopt, cache).error, "");
  EXPECT_NE(ChooseBackend(local({{"path", Text("b")}}), cache).error, "");
}

TEST_F(BackendCacheTest, ADirectoryOfOpenTofuNeedsNoSecondInit) {
  ASSERT_TRUE(
      context_.files
          .Write(".terraform/terraform.tfstate",
                 R"({"version":3,"serial":1,"lineage":"l","backend":{"type":"s3","config":{"acl":null,)"
                 R"("bucket":"b","key":"k","use_lockfile":true,"assume_role":null},"hash":123456},"modules":[]})",
                 FileMode::kPrivate)
          .ok());
  const auto cache = ReadBackendCache(context_.files, ".terraform");
  ASSERT_TRUE(cache.ok());
  const BackendConfig block = S3({{"bucket", Text("b")}, {"key", Text("k")}, {"use_lockfile", Value::Bool(true)}});
  EXPECT_EQ(ChooseBackend(block, *cache).error, "");
  EXPECT_NE(ChooseBackend(S3({{"bucket", Text("c")}}), *cache).error, "");
}

TEST_F(BackendCacheTest, ADamagedCacheIsNamed) {
  ASSERT_TRUE(context_.files.Write(".terraform/terraform.tfstate", "{", FileMode::kPrivate).ok());
  EXPECT_EQ(ReadBackendCache(context_.files, ".terraform").error().code, ErrorCode::kDataLoss);
}

TEST_F(BackendCacheTest, TheEnvironmentChoosesTheWorkspaceFirst) {
  EXPECT_EQ(*SelectedWorkspace(context_.files, context_.environment, ".terraform"), "default");
  ASSERT_TRUE(SelectWorkspace(context_.files, ".terraform", "dev").ok());
  EXPECT_EQ(*SelectedWorkspace(context_.files, context_.environment, ".terraform"), "dev");
  context_.environment.Set("TF_WORKSPACE", "prod");
  EXPECT_EQ(*SelectedWorkspace(context_.files, context_.environment, ".terraform"), "prod");
  context_.environment.Set("TF_WORKSPACE", "a/b");
  EXPECT_FALSE(SelectedWorkspace(context_.files, context_.environment, ".terraform").ok());
}

}  // namespace
}  // namespace rolecall::engine
