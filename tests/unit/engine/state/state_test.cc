#include "engine/state/state.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

const ResourceKey kRole{"", ResourceMode::kManaged, "aws_iam_role", "irsa"};

Instance At(IndexKey index, std::string deposed = "") {
  Instance instance;
  instance.index = std::move(index);
  instance.deposed = std::move(deposed);
  return instance;
}

TEST(IndexKeyText, WritesNumbersBareAndTextsAsTheLanguageQuotes) {
  EXPECT_EQ(IndexKeyText(IndexKey()), "");
  EXPECT_EQ(IndexKeyText(3LL), "[3]");
  EXPECT_EQ(IndexKeyText(std::string("a\"b\\${x}")), "[\"a\\\"b\\\\$${x}\"]");
}

TEST(ResourceKey, TextNamesModuleAndMode) {
  EXPECT_EQ(kRole.Text(), "aws_iam_role.irsa");
  EXPECT_EQ((ResourceKey{"module.a[\"k\"]", ResourceMode::kData, "aws_region", "here"}.Text()),
            "module.a[\"k\"].data.aws_region.here");
}

TEST(State, PutReplacesTheObjectOfTheSameIndex) {
  State state;
  state.PutInstance(kRole, "p", At(0LL));
  Instance changed = At(0LL);
  changed.attributes = "{\"a\":1}";
  state.PutInstance(kRole, "", changed);
  ASSERT_EQ(state.Find(kRole)->instances.size(), 1u);
  EXPECT_EQ(state.FindInstance(kRole, 0LL)->attributes, "{\"a\":1}");
  EXPECT_EQ(state.Find(kRole)->provider, "p");
}

TEST(State, IndexZeroIsNotTheKeyZero) {
  State state;
  state.PutInstance(kRole, "p", At(0LL));
  EXPECT_EQ(state.FindInstance(kRole, std::string("0")), nullptr);
  EXPECT_EQ(state.FindInstance(kRole, IndexKey()), nullptr);
}

TEST(State, RemovingTheLastObjectRemovesTheResource) {
  State state;
  state.PutInstance(kRole, "p", At(IndexKey()));
  EXPECT_FALSE(state.RemoveInstance(kRole, 1LL));
  EXPECT_TRUE(state.RemoveInstance(kRole, IndexKey()));
  EXPECT_TRUE(state.empty());
}

TEST(State, ADeposedObjectIsNotTheCurrentOne) {
  State state;
  state.PutInstance(kRole, "p", At(IndexKey()));
  EXPECT_TRUE(state.Depose(kRole, IndexKey(), "0011aabb"));
  EXPECT_EQ(state.FindInstance(kRole, IndexKey()), nullptr);
  EXPECT_NE(state.FindDeposed(kRole, IndexKey(), "0011aabb"), nullptr);
  state.PutInstance(kRole, "p", At(IndexKey()));
  EXPECT_FALSE(state.Depose(kRole, IndexKey(), "0011aabb"));  // the key is taken
  EXPECT_TRUE(state.RemoveInstance(kRole, IndexKey(), "0011aabb"));
  EXPECT_NE(state.FindInstance(kRole, IndexKey()), nullptr);
}

TEST(State, MovingTakesDeposedObjectsAlongAndNeverOverwrites) {
  State state;
  state.PutInstance(kRole, "p", At(0LL));
  state.PutInstance(kRole, "p", At(0LL, "0011aabb"));
  state.PutInstance(kRole, "p", At(1LL));
  EXPECT_FALSE(state.MoveInstance(kRole, 0LL, kRole, 1LL));
  const ResourceKey other{"module.a", ResourceMode::kManaged, "aws_iam_role", "b"};
  EXPECT_TRUE(state.MoveInstance(kRole, 0LL, other, std::string("k")));
  EXPECT_NE(state.FindInstance(other, std::string("k")), nullptr);
  EXPECT_NE(state.FindDeposed(other, std::string("k"), "0011aabb"), nullptr);
  EXPECT_EQ(state.Find(kRole)->instances.size(), 1u);
}

TEST(State, FindsAmongManyInstancesAfterRemovals) {
  State state;
  for (long long i = 0; i < 1000; ++i) state.PutInstance(kRole, "p", At(i));
  for (long long i = 0; i < 1000; i += 2) EXPECT_TRUE(state.RemoveInstance(kRole, i));
  for (long long i = 0; i < 1000; ++i) {
    const Instance* found = state.FindInstance(kRole, i);
    ASSERT_EQ(found != nullptr, i % 2 == 1) << i;
    if (found != nullptr) {
      EXPECT_EQ(std::get<long long>(found->index), i);
    }
  }
  EXPECT_EQ(state.Find(kRole)->instances.size(), 500u);
}

TEST(SameProvider, TreatsBothRegistriesAlike) {
  EXPECT_TRUE(SameProvider("provider[\"registry.opentofu.org/hashicorp/aws\"]",
                           "provider[\"registry.terraform.io/hashicorp/aws\"]"));
  EXPECT_EQ(ProviderSource("provider[\"registry.terraform.io/hashicorp/aws\"].west"), "hashicorp/aws");
  EXPECT_EQ(ProviderAlias("provider[\"registry.terraform.io/hashicorp/aws\"].west"), "west");
}

TEST(SameProvider, TellsOtherHostsAliasesAndModulesApart) {
  EXPECT_FALSE(
      SameProvider("provider[\"example.com/hashicorp/aws\"]", "provider[\"registry.terraform.io/hashicorp/aws\"]"));
  EXPECT_FALSE(SameProvider("provider[\"registry.opentofu.org/hashicorp/aws\"].a",
                            "provider[\"registry.opentofu.org/hashicorp/aws\"]"));
  EXPECT_FALSE(SameProvider("module.x.provider[\"registry.opentofu.org/hashicorp/aws\"]",
                            "provider[\"registry.opentofu.org/hashicorp/aws\"]"));
  EXPECT_EQ(ProviderSource("provider[\"example.com/acme/aws\"]"), "example.com/acme/aws");
  EXPECT_EQ(ProviderSource("provider.aws.west"), "hashicorp/aws");
  EXPECT_EQ(ProviderSource("nonsense"), "");
}

}  // namespace
}  // namespace rolecall::engine
