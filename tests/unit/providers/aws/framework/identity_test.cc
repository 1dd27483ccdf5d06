#include "providers/aws/framework/identity.h"

#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

const IdentityPlace kPlace{"111122223333", "eu-central-1"};
const Behaviour kNew("6.47.1");

Value Texts(std::map<std::string, std::string> texts) {
  std::map<std::string, Value> members;
  for (const auto& [name, text] : texts) members[name] = Value::String(text);
  return Value::Object(std::move(members));
}

class IdentityTest : public ProviderTest {};

TEST_F(IdentityTest, EveryKindIsOfAttributesThatItsTypeHas) {
  Configure("6.47.1");
  int kinds = 0;
  for (const auto& [type, schema] : provider_->schema().resources) {
    const IdentityKind* kind = FindIdentityKind(kNew, type);
    if (kind == nullptr) continue;
    ++kinds;
    const engine::ResourceIdentity identity = MakeIdentity(*kind, kPlace, Empty(type));
    for (const auto& [name, member] : identity.value.members()) {
      EXPECT_TRUE(name == "account_id" || name == "region" || schema.block.attributes.contains(name)) << type << name;
    }
  }
  EXPECT_GE(kinds, 20);
}

TEST_F(IdentityTest, NamesTheObjectAndWhereItIs) {
  Configure("6.47.1");
  const Object role = Config("aws_iam_role", {{"name", "app"}, {"id", "app"}});
  const auto of_role = provider_->IdentityOf("aws_iam_role", role.ToValue());
  ASSERT_TRUE(of_role.has_value());
  EXPECT_TRUE(of_role->value.Same(Texts({{"account_id", "054000737513"}, {"name", "app"}})));
  const Object bucket = Config("aws_s3_bucket", {{"bucket", "b"}, {"region", "eu-west-1"}});
  EXPECT_TRUE(provider_->IdentityOf("aws_s3_bucket", bucket.ToValue())
                  ->value.Same(Texts({{"account_id", "054000737513"}, {"bucket", "b"}, {"region", "eu-west-1"}})));
  EXPECT_FALSE(provider_->IdentityOf("aws_iam_group", Config("aws_iam_group", {{"name", "g"}}).ToValue()).has_value());
}

TEST_F(IdentityTest, AnAccountThatIsNotAskedForIsEmpty) {
  Configure("6.47.1");
  const IdentityKind* kind = FindIdentityKind(kNew, "aws_iam_role");
  ASSERT_NE(kind, nullptr);
  const Object role = Config("aws_iam_role", {{"name", "app"}, {"id", "app"}});
  EXPECT_TRUE(MakeIdentity(*kind, {"", "eu-west-1"}, role).value.Same(Texts({{"account_id", ""}, {"name", "app"}})));
}

TEST_F(IdentityTest, OlderVersionsHaveNone) {
  EXPECT_EQ(FindIdentityKind(Behaviour("5.99.1"), "aws_iam_role"), nullptr);
  EXPECT_EQ(FindIdentityKind(Behaviour("6.0.0"), "aws_iam_role"), nullptr);
  EXPECT_NE(FindIdentityKind(kNew, "aws_iam_role"), nullptr);
  EXPECT_EQ(FindIdentityKind(Behaviour("6.45.0"), "aws_iam_access_key"), nullptr);
  EXPECT_NE(FindIdentityKind(Behaviour("6.46.0"), "aws_iam_access_key"), nullptr);
  EXPECT_EQ(FindIdentityKind(kNew, "aws_iam_group"), nullptr);
  EXPECT_NE(FindIdentityKind(Behaviour(""), "aws_iam_group"), nullptr);
  EXPECT_EQ(FindIdentityKind(Behaviour("6.41.0"), "aws_eks_access_entry"), nullptr);
  EXPECT_NE(FindIdentityKind(Behaviour("6.42.0"), "aws_eks_access_entry"), nullptr);
}

TEST(ImportIdOfIdentity, IsMadeOfItsAttributes) {
  const auto id = [](const char* type, std::map<std::string, std::string> texts) {
    return ImportIdOfIdentity(*FindIdentityKind(kNew, type), kPlace, Texts(std::move(texts)));
  };
  EXPECT_EQ(*id("aws_iam_role", {{"name", "app"}}), "app");
  EXPECT_EQ(*id("aws_iam_role_policy", {{"name", "p"}, {"role", "app"}, {"account_id", "111122223333"}}), "app:p");
  EXPECT_EQ(*id("aws_iam_role_policy_attachment", {{"policy_arn", "arn:x"}, {"role", "app"}}), "app/arn:x");
  EXPECT_EQ(*id("aws_iam_group_policy_attachment", {{"policy_arn", "arn:x"}, {"group", "g"}}), "g/arn:x");
  EXPECT_EQ(*id("aws_iam_access_key", {{"id", "AKIA1"}}), "AKIA1");
  EXPECT_EQ(*id("aws_eks_pod_identity_association", {{"cluster_name", "c"}, {"association_id", "a-1"}}), "c,a-1");
  EXPECT_EQ(*id("aws_secretsmanager_secret_version", {{"secret_id", "s"}, {"version_id", "v"}}), "s|v");
  EXPECT_EQ(*id("aws_s3_bucket", {{"bucket", "b"}, {"region", "eu-central-1"}}), "b");
  EXPECT_EQ(*id("aws_s3_bucket", {{"bucket", "b"}, {"region", "eu-west-1"}}), "b@eu-west-1");
}

TEST(ImportIdOfIdentity, RefusesWhatIsNoIdentityOfTheType) {
  const auto why = [](const char* type, const Value& identity) {
    const auto id = ImportIdOfIdentity(*FindIdentityKind(kNew, type), kPlace, identity);
    return id.ok() ? "good: " + *id : id.error().message;
  };
  EXPECT_EQ(why("aws_iam_role", Texts({})), "The identity of aws_iam_role needs \"name\".");
  EXPECT_EQ(why("aws_iam_role", Texts({{"name", "a"}, {"path", "/"}})),
            "The identity of aws_iam_role has no attribute \"path\".");
  EXPECT_EQ(why("aws_iam_role", Texts({{"name", "a"}, {"account_id", "999999999999"}})),
            "The identity of aws_iam_role has account_id \"999999999999\", the provider's is \"111122223333\".");
  EXPECT_EQ(why("aws_iam_role", Value::Object({{"name", Value::Int(7)}})),
            "The identity of aws_iam_role needs a text for \"name\".");
}

}  // namespace
}  // namespace rolecall::providers::aws
