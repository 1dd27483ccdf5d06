#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using value::Value;

class ParameterTest : public ProviderTest {
 protected:
  static constexpr const char* kType = "aws_ssm_parameter";

  void Answer(const std::string& type, const std::string& value, const std::string& tier = "Standard",
              int version = 1) {
    aws_->AnswerJson("PutParameter", R"({"Version":1,"Tier":"Standard"})");
    aws_->AnswerJson("GetParameter", R"({"Parameter":{"Name":"/app/db","ARN":"arn:p","Type":")" + type +
                                         R"(","Value":")" + value + R"(","Version":)" + std::to_string(version) + "}}");
    aws_->AnswerJson("DescribeParameters", R"({"Parameters":[{"Name":"app/db"},{"Name":"/app/db","Tier":")" + tier +
                                               R"(","DataType":"text","KeyId":"alias/aws/ssm","Description":"d"}]})");
    aws_->AnswerJson("ListTagsForResource", R"({"TagList":[{"Key":"a","Value":"b"}]})");
    aws_->AnswerJson("AddTagsToResource", "{}");
    aws_->AnswerJson("RemoveTagsFromResource", "{}");
    aws_->AnswerJson("DeleteParameter", "{}");
  }
  Object Wanted(const std::string& type = "SecureString", const std::string& value = "hidden") {
    Object config = Config(kType, {{"name", "/app/db"}, {"type", type}, {"value", value}, {"description", "d"}});
    config.SetTextMap("tags", {{"a", "b"}});
    return config;
  }
  std::string Sent(const std::string& action) { return aws_->sent[action]["body"]; }
};

TEST_F(ParameterTest, IsCreatedAndReadByItsName) {
  Configure();
  Answer("SecureString", "hidden");
  const Object state = Create(kType, Wanted());
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "/app/db");
  EXPECT_EQ(state.Text("arn"), "arn:p");
  EXPECT_EQ(state.Text("value"), "hidden");
  EXPECT_EQ(state.Text("insecure_value"), "");
  EXPECT_EQ(state.Text("tier"), "Standard");
  EXPECT_EQ(state.Text("key_id"), "alias/aws/ssm");
  EXPECT_EQ(state.Integer("version"), 1);
  EXPECT_EQ(state.TextMap("tags"), (Tags{{"a", "b"}}));
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Tags":[{"Key":"a","Value":"b"}])"));
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Overwrite":false)"));
  EXPECT_THAT(Sent("GetParameter"), HasSubstr(R"("WithDecryption":true)"));
  EXPECT_TRUE(Plan(kType, state.ToValue(), Wanted()).planned.Same(state.ToValue()));
  EXPECT_TRUE(provider_->schema().resources.at(kType).block.attributes.at("value").sensitive);
}

TEST_F(ParameterTest, AnInsecureValueIsSeenAndOnlyOneValueIsGiven) {
  Configure();
  Answer("String", "plain");
  Object config =
      Config(kType, {{"name", "/app/db"}, {"type", "String"}, {"insecure_value", "plain"}, {"description", "d"}});
  config.SetTextMap("tags", {{"a", "b"}});
  const Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("insecure_value"), "plain");
  EXPECT_EQ(state.Text("value"), "");
  EXPECT_TRUE(Plan(kType, state.ToValue(), config).planned.Same(state.ToValue()));
  config.SetText("value", "too");
  provider_->ValidateResource(kType, config.ToValue(), diagnostics_);
  EXPECT_THAT(
      TakeProblems(),
      HasSubstr(
          "only one of `insecure_value,value,value_wo` can be specified, but `insecure_value,value` were specified."));
  provider_->ValidateResource(
      kType, Config(kType, {{"name", "n"}, {"type", "SecureString"}, {"insecure_value", "x"}}).ToValue(), diagnostics_);
  EXPECT_THAT(TakeProblems(), HasSubstr("cannot set type = SecureString and insecure_value"));
}

TEST_F(ParameterTest, WrongArgumentsAreNamed) {
  Configure();
  Object config = Config(kType, {{"name", "n"}, {"type", "Text"}, {"tier", "Cheap"}, {"data_type", "json"}});
  provider_->ValidateResource(kType, config.ToValue(), diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 4u) << Problems();
}

TEST_F(ParameterTest, AWriteOnlyValueIsSentButNeverKept) {
  Configure();
  Answer("SecureString", "hidden");
  Object config =
      Config(kType, {{"name", "/app/db"}, {"type", "SecureString"}, {"value_wo", "hidden"}, {"description", "d"}});
  config.SetTextMap("tags", {{"a", "b"}});
  config.SetInteger("value_wo_version", 1);
  Object state = Create(kType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Value":"hidden")"));
  EXPECT_EQ(state.Text("value"), "");
  EXPECT_TRUE(state.Get("value_wo").IsNull());
  EXPECT_TRUE(state.Flag("has_value_wo"));
  EXPECT_TRUE(Plan(kType, state.ToValue(), config).planned.Same(state.ToValue()));
  // Another version of it is written again.
  aws_->sent.clear();
  config.SetText("value_wo", "other");
  config.SetInteger("value_wo_version", 2);
  Update(kType, state, config);
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Value":"other")"));
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Overwrite":true)"));
}

TEST_F(ParameterTest, ANewValueIsANewVersionInItsPlace) {
  Configure();
  Answer("SecureString", "hidden");
  const Object state = Create(kType, Wanted());
  const Object config = Wanted("SecureString", "other");
  const auto plan = Plan(kType, state.ToValue(), config);
  EXPECT_TRUE(plan.requires_replace.empty());
  EXPECT_TRUE(Wrap(kType, plan.planned).IsUnknown("version"));
  aws_->sent.clear();
  Answer("SecureString", "other", "Standard", 2);
  EXPECT_EQ(Update(kType, state, config).Integer("version"), 2);
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Value":"other")"));
  EXPECT_THAT(Sent("PutParameter"), Not(HasSubstr("Description")));
  // Tags alone make no version.
  const int puts = aws_->Calls("PutParameter");
  Object tagged = Wanted();
  tagged.SetTextMap("tags", {{"c", "d"}});
  Update(kType, state, tagged);
  EXPECT_EQ(aws_->Calls("PutParameter"), puts);
  EXPECT_THAT(Sent("AddTagsToResource"), HasSubstr(R"("Tags":[{"Key":"c","Value":"d"}])"));
  EXPECT_THAT(Sent("RemoveTagsFromResource"), HasSubstr(R"("TagKeys":["a"])"));
}

TEST_F(ParameterTest, NameAndAWayBackFromTheAdvancedTierReplace) {
  Configure();
  Answer("SecureString", "hidden", "Advanced");
  const Object state = Create(kType, Wanted());
  Object config = Wanted();
  config.SetText("tier", "Standard");
  EXPECT_EQ(Replaces(kType, state.ToValue(), config), std::vector<std::string>{"tier"});
  config.SetText("tier", "Intelligent-Tiering");
  EXPECT_TRUE(Plan(kType, state.ToValue(), config).planned.Same(state.ToValue()));
  Object renamed = Wanted();
  renamed.SetText("name", "/other");
  EXPECT_EQ(Replaces(kType, state.ToValue(), renamed), std::vector<std::string>{"name"});
}

TEST_F(ParameterTest, WithOverwriteTagsComeAfterwards) {
  Configure();
  Answer("SecureString", "hidden");
  Object config = Wanted();
  config.SetFlag("overwrite", true);
  Create(kType, config);
  EXPECT_THAT(Sent("PutParameter"), HasSubstr(R"("Overwrite":true)"));
  EXPECT_THAT(Sent("PutParameter"), Not(HasSubstr("Tags")));
  EXPECT_TRUE(aws_->Called("AddTagsToResource"));
}

TEST_F(ParameterTest, OneThatIsGoneIsDroppedAndItsDeletionNoError) {
  Configure();
  Answer("SecureString", "hidden");
  const Object state = Create(kType, Wanted());
  aws_->FailJson("GetParameter", "ParameterNotFound", "");
  EXPECT_TRUE(provider_->Read(kType, {state.ToValue(), ""}, diagnostics_).value.IsNull());
  aws_->FailJson("DeleteParameter", "ParameterNotFound", "");
  Destroy(kType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(ParameterTest, IsImportedByItsName) {
  Configure();
  Answer("SecureString", "hidden");
  const auto imported = provider_->Import(kType, "/app/db", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  const Object read = Wrap(kType, provider_->Read(kType, imported[0].state, diagnostics_).value);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(read.Text("name"), "/app/db");
  EXPECT_EQ(read.Text("value"), "hidden");
  EXPECT_EQ(read.Text("type"), "SecureString");
  EXPECT_TRUE(Plan(kType, read.ToValue(), Wanted()).planned.Same(read.ToValue()));
}

TEST_F(ParameterTest, RefusalsAreTold) {
  Configure();
  Answer("SecureString", "hidden");
  const Object state = Create(kType, Wanted());
  Object config = Wanted("SecureString", "other");
  config.SetTextMap("tags", {{"c", "d"}});
  for (const char* action : {"PutParameter", "AddTagsToResource", "RemoveTagsFromResource"}) {
    Answer("SecureString", "hidden");
    aws_->FailJson(action, "AccessDeniedException", "no");
    Update(kType, state, config);
    EXPECT_THAT(TakeProblems(), HasSubstr("SSM Parameter (/app/db)")) << action;
  }
  for (const char* action : {"GetParameter", "DescribeParameters", "ListTagsForResource"}) {
    Answer("SecureString", "hidden");
    aws_->FailJson(action, "AccessDeniedException", "no");
    provider_->Read(kType, {state.ToValue(), ""}, diagnostics_);
    EXPECT_THAT(TakeProblems(), HasSubstr("SSM Parameter (/app/db)")) << action;
  }
  aws_->FailJson("DeleteParameter", "AccessDeniedException", "no");
  Destroy(kType, state);
  EXPECT_THAT(TakeProblems(), HasSubstr("deleting SSM Parameter (/app/db)"));
}

}  // namespace
}  // namespace rolecall::providers::aws
