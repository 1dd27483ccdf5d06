#include <gtest/gtest.h>

#include "providers/aws/data/policy_document.h"
#include "providers/aws/framework/policy_equivalence.h"
#include "providers/aws/framework/tags.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

TEST_F(ProviderTest, OnlyItsOwnSourceIsKnown) {
  Make("");
  EXPECT_EQ(catalogue_->Make("hashicorp/google", ""), nullptr);
  EXPECT_EQ(catalogue_->sources(), std::vector<std::string>{"hashicorp/aws"});
}

TEST_F(ProviderTest, WithoutARegionTheErrorSaysWhereToSetIt) {
  environment_ = FakeEnvironment();
  Make("");
  Type type = engine::ImpliedType(provider_->schema().configuration);
  provider_->Configure(Value::Null(type), diagnostics_);
  EXPECT_NE(Problems().find("no AWS region"), std::string::npos);
}

TEST_F(ProviderTest, RefusedCredentialsAreFoundBeforeAnythingElse) {
  aws_->Fail("GetCallerIdentity", 403, "InvalidClientTokenId",
             "The security token included in the request is invalid.");
  Make("");
  Type type = engine::ImpliedType(provider_->schema().configuration);
  provider_->Configure(Value::Null(type), diagnostics_);
  EXPECT_NE(Problems().find("InvalidClientTokenId"), std::string::npos);
  EXPECT_EQ(Problems().find("secret"), std::string::npos);
}

TEST_F(ProviderTest, AForbiddenAccountIsRefused) {
  Make("");
  Type type = engine::ImpliedType(provider_->schema().configuration);
  Object config(type, Value::Null(type));
  config.SetTexts("allowed_account_ids", {"111111111111"});
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("AWS account ID not allowed: 054000737513"), std::string::npos);
}

TEST_F(ProviderTest, TheCheckCanBeLeftOut) {
  Make("");
  Type type = engine::ImpliedType(provider_->schema().configuration);
  Object config(type, Value::Null(type));
  config.SetFlag("skip_credentials_validation", true);
  config.SetFlag("skip_requesting_account_id", true);
  provider_->Configure(config.ToValue(), diagnostics_);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(aws_->calls.empty());
}

TEST_F(ProviderTest, AnOldStateIsReadByWhatTheSchemaKnows) {
  Configure();
  Value state = provider_->UpgradeState(
      "aws_iam_role", 0, R"({"id":"app","name":"app","managed_policy_arns":["b","a"],"gone":1})", diagnostics_);
  EXPECT_EQ(Wrap("aws_iam_role", state).Text("name"), "app");
  EXPECT_EQ(Wrap("aws_iam_role", state).Texts("managed_policy_arns"), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  provider_->UpgradeState("aws_iam_role", 0, "[]", diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 1u);
  provider_->UpgradeState("aws_iam_role", 7, "{}", diagnostics_);
  EXPECT_TRUE(diagnostics_.HasErrors());
}

TEST_F(ProviderTest, TheCallerIsAskedOfSts) {
  Configure();
  Type type = engine::ImpliedType(provider_->schema().data_sources.at("aws_caller_identity").block);
  Value value =
      provider_->ReadDataSource("aws_caller_identity", Object(type, Value::Null(type)).ToValue(), diagnostics_);
  EXPECT_EQ(value.Get("account_id").AsString(), "054000737513");
}

TEST_F(ProviderTest, RegionAndPartitionComeFromTheConfiguration) {
  Configure();
  Type type = engine::ImpliedType(provider_->schema().data_sources.at("aws_region").block);
  Value region = provider_->ReadDataSource("aws_region", Object(type, Value::Null(type)).ToValue(), diagnostics_);
  EXPECT_EQ(region.Get("name").AsString(), "eu-central-1");
  EXPECT_EQ(region.Get("description").AsString(), "Europe (Frankfurt)");
  Type partition = engine::ImpliedType(provider_->schema().data_sources.at("aws_partition").block);
  Value aws =
      provider_->ReadDataSource("aws_partition", Object(partition, Value::Null(partition)).ToValue(), diagnostics_);
  EXPECT_EQ(aws.Get("dns_suffix").AsString(), "amazonaws.com");
}

class PolicyDocumentTest : public ProviderTest {
 protected:
  Object Document() {
    Type type = engine::ImpliedType(provider_->schema().data_sources.at("aws_iam_policy_document").block);
    return Object(type, Value::Null(type));
  }
  Object Statement(const Object& document) {
    Type type = document.TypeOf("statement").element();
    return Object(type, Value::Null(type));
  }
  static void Add(Object& document, const Object& statement) {
    Type type = document.TypeOf("statement").element();
    std::vector<Value> all = document.Get("statement").elements();
    all.push_back(statement.ToValue());
    document.Set("statement", Value::List(type, std::move(all)));
  }
  std::string Json(const Object& document) {
    return provider_->ReadDataSource("aws_iam_policy_document", document.ToValue(), diagnostics_)
        .Get("json")
        .AsString();
  }
};

TEST_F(PolicyDocumentTest, PrintsSetsFallingAndConditionsMerged) {
  Configure();
  Object document = Document();
  Object statement = Statement(document);
  statement.SetTexts("actions", {"s3:GetObject", "s3:PutObject"});
  statement.SetTexts("resources", {"arn:aws:s3:::b/&{aws:username}"});
  std::vector<Value> conditions;
  for (const char* value : {"b", "a"}) {
    conditions.push_back(Value::Object({{"test", Value::String("StringLike")},
                                        {"variable", Value::String("s3:prefix")},
                                        {"values", Value::List(Type::String(), {Value::String(value)})}}));
  }
  statement.Set("condition", Value::Set(statement.TypeOf("condition").element(), conditions));
  Add(document, statement);
  std::string json = Json(document);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(json.find("\"Action\": [\n        \"s3:PutObject\",\n        \"s3:GetObject\"\n      ]"), std::string::npos)
      << json;
  EXPECT_NE(json.find("\"Resource\": \"arn:aws:s3:::b/${aws:username}\""), std::string::npos) << json;
  EXPECT_EQ(json.find("Sid"), std::string::npos);
  EXPECT_TRUE(json.starts_with("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n"));
}

TEST_F(PolicyDocumentTest, PrintsAnEmptySidForVersionFour) {
  Configure("4.67.0");
  Object document = Document();
  Add(document, Statement(document));
  EXPECT_EQ(Json(document),
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"\",\n      \"Effect\": "
            "\"Allow\"\n    }\n  ]\n}");
}

TEST_F(PolicyDocumentTest, OverridesReplaceTheSameSidInPlace) {
  Configure();
  Object document = Document();
  Object statement = Statement(document);
  statement.SetText("sid", "one");
  statement.SetTexts("actions", {"a:b"});
  Add(document, statement);
  document.SetTexts("override_policy_documents", {R"({"Statement":[{"Sid":"one","Effect":"Deny","Action":["c:d"]}]})"});
  std::string json = Json(document);
  EXPECT_EQ(json.find("a:b"), std::string::npos);
  EXPECT_NE(json.find("\"Effect\": \"Deny\""), std::string::npos);
}

TEST_F(PolicyDocumentTest, ASidGivenTwiceIsRefused) {
  Configure();
  Object document = Document();
  Object statement = Statement(document);
  statement.SetText("sid", "one");
  Add(document, statement);
  Add(document, statement);
  provider_->ReadDataSource("aws_iam_policy_document", document.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("duplicate Sid (one)"), std::string::npos);
}

TEST(PolicyDocument, APrincipalOfEverybodyStandsAlone) {
  auto read = ReadPolicyDocument(R"({"Statement":[{"Principal":"*"},{"Principal":{"AWS":"*"}}]})");
  ASSERT_TRUE(read.ok());
  EXPECT_FALSE(ReadPolicyDocument("[]").ok());
  EXPECT_FALSE(ReadPolicyDocument("{").ok());
}

TEST(PolicyEquivalence, IgnoresOrderAndFormButNotMeaning) {
  auto same = [](const char* a, const char* b) {
    Result<bool> result = PolicyDocumentsEquivalent(a, b);
    return result.ok() ? (*result ? "same" : "different") : "error";
  };
  EXPECT_STREQ(same("", "{}"), "same");
  EXPECT_STREQ(same("{}", R"({"Version":"2012-10-17"})"), "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Action":"a:b"},{"Action":"c:d"}]})",
                    R"({"Statement":[{"Action":["c:d"]},{"Action":["a:b"]}]})"),
               "same");
  EXPECT_STREQ(same(R"({"Statement":[{"Action":"a:b"}]})", R"({"Statement":[{"NotAction":"a:b"}]})"), "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Principal":{"AWS":"123456789012"}}]})",
                    R"({"Statement":[{"Principal":{"AWS":["arn:aws:iam::123456789012:root"]}}]})"),
               "same");
  EXPECT_STREQ(same(R"({"Statement":[{"Principal":{"AWS":"123456789012"}}]})",
                    R"({"Statement":[{"Principal":{"AWS":"123456789013"}}]})"),
               "different");
  EXPECT_STREQ(same(R"({"Statement":[{"Condition":{"Bool":{"a":true}}}]})",
                    R"({"Statement":[{"Condition":{"Bool":{"a":["true"]}}}]})"),
               "same");
  EXPECT_STREQ(same("{", "{"), "error");
}

TEST(Tags, OfTheProviderAreUnderneathAndIgnoredOnesAreOut) {
  TagSettings settings;
  settings.defaults = {{"Team", "a"}, {"Skip", "x"}};
  settings.ignored_keys = {"Skip"};
  settings.ignored_prefixes = {"kubernetes.io/"};
  EXPECT_EQ(settings.Managed({{"aws:x", "1"}, {"Skip", "1"}, {"kubernetes.io/c", "1"}, {"a", "b"}}),
            (Tags{{"a", "b"}}));
}

}  // namespace
}  // namespace rolecall::providers::aws
