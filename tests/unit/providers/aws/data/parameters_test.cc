#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ParameterDataTest : public ProviderTest {};

TEST_F(ParameterDataTest, AParameterIsReadDecryptedUnlessToldOtherwise) {
  Configure();
  aws_->AnswerJson("GetParameter",
                   R"({"Parameter":{"Name":"/a","ARN":"arn:p","Type":"SecureString","Value":"hidden","Version":3}})");
  const Object found = ReadData("aws_ssm_parameter", {{"name", "/a"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(found.Text("id"), "/a");
  EXPECT_EQ(found.Text("arn"), "arn:p");
  EXPECT_EQ(found.Text("value"), "hidden");
  EXPECT_TRUE(found.Get("insecure_value").IsNull());
  EXPECT_EQ(found.Integer("version"), 3);
  EXPECT_THAT(aws_->sent["GetParameter"]["body"], HasSubstr(R"("WithDecryption":true)"));
  Object config = DataConfig("aws_ssm_parameter", {{"name", "/a"}});
  config.SetFlag("with_decryption", false);
  ReadData("aws_ssm_parameter", config);
  EXPECT_THAT(aws_->sent["GetParameter"]["body"], HasSubstr(R"("WithDecryption":false)"));
  EXPECT_TRUE(provider_->schema().data_sources.at("aws_ssm_parameter").block.attributes.at("value").sensitive);
}

TEST_F(ParameterDataTest, WhatIsNoSecretIsAlsoSeen) {
  Configure();
  aws_->AnswerJson("GetParameter", R"({"Parameter":{"Name":"/a","Type":"String","Value":"plain","Version":1}})");
  EXPECT_EQ(ReadData("aws_ssm_parameter", {{"name", "/a"}}).Text("insecure_value"), "plain");
}

TEST_F(ParameterDataTest, APathIsReadToItsLastPage) {
  Configure();
  int page = 0;
  aws_->handlers["GetParametersByPath"] = [&](const FakeAws::Parameters&) {
    const std::string body =
        ++page == 1 ? R"({"Parameters":[{"Name":"/p/a","ARN":"arn:a","Type":"String","Value":"1"}],"NextToken":"t"})"
                    : R"({"Parameters":[{"Name":"/p/b","ARN":"arn:b","Type":"SecureString","Value":"2"}]})";
    return rolecall::aws::JsonResponse(body, "id");
  };
  const Object found = ReadData("aws_ssm_parameters_by_path", {{"path", "/p"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_THAT(found.Texts("names"), ElementsAre("/p/a", "/p/b"));
  EXPECT_THAT(found.Texts("arns"), ElementsAre("arn:a", "arn:b"));
  EXPECT_THAT(found.Texts("types"), ElementsAre("String", "SecureString"));
  EXPECT_THAT(found.Texts("values"), ElementsAre("1", "2"));
  EXPECT_THAT(aws_->sent["GetParametersByPath"]["body"], HasSubstr(R"("NextToken":"t")"));
}

TEST_F(ParameterDataTest, WhatIsNotThereIsAnError) {
  Configure();
  aws_->FailJson("GetParameter", "ParameterNotFound", "");
  ReadData("aws_ssm_parameter", {{"name", "/a"}});
  EXPECT_THAT(TakeProblems(), HasSubstr("reading SSM Parameter (/a)"));
  aws_->FailJson("GetParametersByPath", "AccessDeniedException", "no");
  ReadData("aws_ssm_parameters_by_path", {{"path", "/p"}});
  EXPECT_THAT(TakeProblems(), HasSubstr("reading SSM Parameters by path (/p)"));
}

}  // namespace
}  // namespace rolecall::providers::aws
