#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class SecretPolicyTest : public ProviderTest {};

TEST_F(SecretPolicyTest, ASecretPolicyThatIsGoneIsDropped) {
  Configure();
  const char* kType = "aws_secretsmanager_secret_policy";
  aws_->AnswerJson("PutResourcePolicy", R"({"ARN":"arn:s"})");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","ResourcePolicy":"{\"Statement\":[]}"})");
  Object config = Empty(kType);
  config.SetText("secret_arn", "arn:s");
  config.SetText("policy", R"({"Statement":[]})");
  Value state = Apply(kType, Nothing(kType), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(Wrap(kType, state).Text("id"), "arn:s");
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s"})");
  EXPECT_TRUE(provider_->Read(kType, {state, ""}, diagnostics_).value.IsNull());
}

TEST_F(SecretPolicyTest, APrincipalThatIsNotYetKnownIsWaitedFor) {
  Configure();
  const char* kType = "aws_secretsmanager_secret_policy";
  int tries = 0;
  aws_->handlers["PutResourcePolicy"] = [&tries](const FakeAws::Parameters& given) {
    EXPECT_NE(given.at("body").find("BlockPublicPolicy"), std::string::npos);
    if (++tries > 1) return rolecall::aws::JsonResponse("{}", "id");
    return rolecall::aws::ErrorResponse(
        rolecall::aws::Protocol::kJson11,
        {400, "MalformedPolicyDocumentException", "This resource policy contains an unsupported principal."}, {});
  };
  aws_->AnswerJson("GetResourcePolicy", R"({"ARN":"arn:s","ResourcePolicy":"{\"Statement\":[]}"})");
  aws_->AnswerJson("DeleteResourcePolicy", "{}");
  Object config = Config(kType, {{"secret_arn", "arn:s"}, {"policy", R"({"Statement":[]})"}});
  config.SetFlag("block_public_policy", true);
  Object state = Create(kType, config);
  EXPECT_EQ(tries, 2);
  Update(kType, state, config);
  EXPECT_EQ(tries, 3);
  Destroy(kType, state);
  EXPECT_TRUE(aws_->Called("DeleteResourcePolicy"));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(SecretPolicyTest, RefusalsAreTold) {
  Configure();
  const char* kType = "aws_secretsmanager_secret_policy";
  Object config = Config(kType, {{"secret_arn", "arn:s"}, {"policy", R"({"Statement":[]})"}});
  aws_->FailJson("PutResourcePolicy", "MalformedPolicyDocumentException", "no");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("putting Secrets Manager Secret Policy (arn:s)"), std::string::npos);
  Object state = config;
  state.SetText("id", "arn:s");
  aws_->FailJson("GetResourcePolicy", "AccessDeniedException", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading Secrets Manager Secret Policy (arn:s)"), std::string::npos);
  aws_->FailJson("GetResourcePolicy", "ResourceNotFoundException", "gone");
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->FailJson("DeleteResourcePolicy", "AccessDeniedException", "no");
  Destroy(kType, state);
  EXPECT_NE(TakeProblems().find("deleting Secrets Manager Secret Policy (arn:s)"), std::string::npos);
  EXPECT_NE(Validate(kType, Config(kType, {{"secret_arn", "arn:s"}, {"policy", "1"}})).find("not a JSON object"),
            std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
