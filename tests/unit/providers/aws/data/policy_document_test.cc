#include "providers/aws/data/policy_document.h"

#include <gtest/gtest.h>

#include "providers/aws/framework/json_text.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

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
    return TextOf(provider_->ReadDataSource("aws_iam_policy_document", document.ToValue(), diagnostics_).Get("json"));
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

// The SDK orders the blocks of a set by checksums of what is in them.
TEST_F(PolicyDocumentTest, PrincipalBlocksComeInTheSdksOrder) {
  Configure();
  Object config = DataConfig("aws_iam_policy_document");
  Object statement(config.TypeOf("statement").element(), Value());
  std::vector<Value> blocks;
  for (const std::vector<std::string>& numbers :
       std::vector<std::vector<std::string>>{{"111111111111", "222222222222"}, {"333333333333"}, {"444444444444"}}) {
    Object block(statement.TypeOf("principals").element(), Value());
    std::vector<std::string> arns;
    for (const std::string& number : numbers) arns.push_back("arn:aws:iam::" + number + ":root");
    block.SetText("type", "AWS");
    block.SetTexts("identifiers", arns);
    blocks.push_back(block.ToValue());
  }
  statement.Set("principals", Value::Set(statement.TypeOf("principals").element(), blocks));
  config.Set("statement", Value::List(config.TypeOf("statement").element(), {statement.ToValue()}));
  std::string json = ReadData("aws_iam_policy_document", config).Text("minified_json");
  EXPECT_NE(json.find(R"("Principal":{"AWS":["arn:aws:iam::333333333333:root","arn:aws:iam::444444444444:root",)"
                      R"("arn:aws:iam::222222222222:root","arn:aws:iam::111111111111:root"]})"),
            std::string::npos)
      << json;
}

TEST_F(PolicyDocumentTest, PoliciesThatOthersWroteMayHaveBareValues) {
  Configure();
  Object config = DataConfig("aws_iam_policy_document");
  config.SetTexts("source_policy_documents",
                  {R"({"Statement":{"Effect":"Deny","Action":"*","Condition":{"Bool":{"aws:SecureTransport":false},
                  "NumericLessThan":{"s3:max-keys":[10]}}}})"});
  std::string json = ReadData("aws_iam_policy_document", config).Text("minified_json");
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(json.find(R"("aws:SecureTransport":"false")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("s3:max-keys":"10")"), std::string::npos) << json;
}

TEST_F(PolicyDocumentTest, SourcesComeFirstAndTheirSidsAreUnique) {
  Configure();
  Object document = Document();
  document.SetText("policy_id", "mine");
  document.SetTexts("source_policy_documents", {R"({"Id":"x","Statement":[{"Sid":"a","Action":"s:a"}]})",
                                                R"({"Statement":{"Sid":"b","NotAction":["s:b"],"NotResource":"*"}})"});
  std::string json = Json(document);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(json.find(R"("Id": "mine")"), std::string::npos) << json;
  EXPECT_LT(json.find(R"("Sid": "a")"), json.find(R"("Sid": "b")"));
  EXPECT_NE(json.find(R"("NotResource": "*")"), std::string::npos) << json;
  document.SetTexts("source_policy_documents",
                    {R"({"Statement":{"Sid":"a"}})", R"({"Statement":[{"Sid":"a","Effect":"Deny"}]})"});
  Json(document);
  EXPECT_NE(TakeProblems().find("duplicate Sid (a) in source_policy_documents (item 1)"), std::string::npos);
}

TEST_F(PolicyDocumentTest, VersionFourMergesSourceAndOverrideJson) {
  Configure("4.67.0");
  Object document = Document();
  document.SetText("source_json", R"({"Statement":{"Sid":"a","Action":"s:a"}})");
  document.SetText("override_json", R"({"Statement":{"Sid":"a","Action":"s:b"}})");
  std::string json = Json(document);
  EXPECT_EQ(json.find("s:a"), std::string::npos) << json;
  EXPECT_NE(json.find("s:b"), std::string::npos) << json;
  document.SetText("override_json", "{");
  Json(document);
  EXPECT_NE(TakeProblems().find("merging override_json (item 0)"), std::string::npos);
}

TEST_F(PolicyDocumentTest, LaterVersionsRefuseThemAndWrongWords) {
  Configure("5.36.0");
  Object document = Document();
  document.SetText("source_json", "{}");
  document.SetText("version", "2020-01-01");
  Object statement = Statement(document);
  statement.SetText("effect", "Maybe");
  Add(document, statement);
  provider_->ValidateDataSource("aws_iam_policy_document", document.ToValue(), diagnostics_);
  std::string problems = TakeProblems();
  EXPECT_NE(problems.find("this argument is no longer used"), std::string::npos) << problems;
  EXPECT_NE(problems.find("expected version to be one of"), std::string::npos) << problems;
  EXPECT_NE(problems.find("expected effect to be one of"), std::string::npos) << problems;
}

TEST_F(PolicyDocumentTest, VariablesNeedTheNewVersion) {
  Configure();
  Object document = Document();
  document.SetText("version", "2008-10-17");
  Object statement = Statement(document);
  statement.SetTexts("resources", {"&{aws:username}"});
  Add(document, statement);
  Json(document);
  EXPECT_NE(TakeProblems().find("not supported in document version 2008-10-17"), std::string::npos);
}

TEST(PolicyDocument, WhatIsNoPolicyIsNamed) {
  auto error = [](const char* text) {
    auto read = ReadPolicyDocument(text);
    return read.ok() ? std::string() : read.error().message;
  };
  EXPECT_NE(error(R"({"Statement":1})").find("Statement must be a list"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":[1]})").find("a statement must be an object"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Sid":1}})").find("Sid must be a string"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Action":{}}})").find("Action must be a string or a list"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Action":[{}]}})").find("Action must be a string or a list"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Principal":1}})").find("Principal must be"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Condition":1}})").find("Condition must be an object"), std::string::npos);
  EXPECT_NE(error(R"({"Statement":{"Condition":{"Bool":1}}})").find("Condition.Bool must be"), std::string::npos);
  EXPECT_EQ(error(R"({"Statement":null})"), "");
}

TEST(PolicyDocument, PrincipalsOfOneTypeAreMerged) {
  PolicyDocument document;
  StatementEntry statement;
  statement.principals = {{"AWS", TextOrList::FromSet({"a"})}, {"AWS", TextOrList::FromSet({"b"})}};
  document.statements.push_back(statement);
  EXPECT_EQ(CompactJson(PolicyDocumentTree(document, false)), R"({"Statement":[{"Principal":{"AWS":["a","b"]}}]})");
}

}  // namespace
}  // namespace rolecall::providers::aws
