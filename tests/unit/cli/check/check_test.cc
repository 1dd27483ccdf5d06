// check: what is read, what is said, and with which exit code.
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class CheckCommandTest : public SoundDirectory {
 protected:
  int Check(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), "check");
    return Run(words, input);
  }
  static std::string Policy(const std::string& action) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action + R"(","Resource":"*"}]})";
  }
};

TEST_F(CheckCommandTest, ADirectoryIsAskedWhoIsAllowedWhat) {
  EXPECT_EQ(Check({"not-granted", "-action", "iam:*"}), kExitOk) << err() << out();
  EXPECT_EQ(out(), "not-granted: holds\n");
  EXPECT_EQ(Check({"not-granted", "-action", "secretsmanager:Get*", "-resource",
                   "arn:aws:secretsmanager:*:*:secret:shop/*", "."}),
            kExitDifferent)
      << err();
  EXPECT_THAT(out(), HasSubstr("! shop/app is allowed secretsmanager:GetSecretValue on "));
  EXPECT_EQ(Check({"no-public"}), kExitOk) << out() << err();
}

TEST_F(CheckCommandTest, TheAccountItselfIsAsked) {
  EXPECT_EQ(Check({"no-public", "-live", "."}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name one input at most"));
  ApplyToPlane();
  EXPECT_EQ(Check({"not-granted", "-live", "-action", "secretsmanager:GetSecretValue", "-resource",
                   "arn:aws:secretsmanager:*:*:secret:shop/*"}),
            kExitDifferent)
      << err();
  EXPECT_THAT(out(), HasSubstr("shop/app is allowed secretsmanager:GetSecretValue on "));
  EXPECT_EQ(Check({"no-public", "-live"}), kExitOk) << out() << err();
  // What the directory says is what is there; more than that is new.
  EXPECT_EQ(Check({"no-new-access", "-live", "."}), kExitOk) << out() << err();
  WriteConfiguration("shop:app", "oidc.rolecall.internal", "secretsmanager:*");
  EXPECT_EQ(Check({"no-new-access", "-live", "."}), kExitDifferent) << out() << err();
  EXPECT_EQ(Check({"no-new-access", "-live"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name what will be"));
}

TEST_F(CheckCommandTest, ADataSourceThatNothingDependsOnLeavesNothingOpen) {
  Write("data.tf", "data \"aws_eks_cluster\" \"c\" { name = \"prod\" }\n");
  EXPECT_EQ(Check({"not-granted", "-action", "iam:*"}), kExitOk) << err() << out();
  Write("data.tf",
        "data \"aws_eks_cluster\" \"c\" { name = \"prod\" }\n"
        "resource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n  policy = data.aws_eks_cluster.c.endpoint\n}\n");
  EXPECT_EQ(Check({"not-granted", "-action", "iam:*"}), kExitDifferent) << err() << out();
}

TEST_F(CheckCommandTest, PoliciesAreCompared) {
  Write("get.json", Policy("s3:GetObject"));
  Write("all.json", Policy("s3:*"));
  EXPECT_EQ(Check({"no-new-access", "all.json", "get.json"}), kExitOk) << out();
  EXPECT_EQ(Check({"no-new-access", "-json", "get.json", "-"}, Policy("s3:*")), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr(R"("outcome":"violated")"));
  EXPECT_EQ(Check({"no-new-access", "-sarif", "get.json", "all.json"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr(R"("version":"2.1.0")"));
}

TEST_F(CheckCommandTest, WhatIsNotDecidedIsSaidAndFailsUnlessItIsOnlyToBeTold) {
  Write("ten.json", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*",)"
                    R"("Condition":{"NumericLessThan":{"s3:max-keys":"10"}}}]})");
  Write("nine.json",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*",)"
        R"("Condition":{"NumericLessThanEquals":{"s3:max-keys":"9"}}}]})");
  EXPECT_EQ(Check({"no-new-access", "nine.json", "ten.json"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(HasSubstr("possibly: "), HasSubstr("no-new-access: undecided")));
  EXPECT_EQ(Check({"no-new-access", "-unknown=warn", "nine.json", "ten.json"}), kExitOk);
}

TEST_F(CheckCommandTest, ContractsHoldOrNot) {
  EXPECT_EQ(Check({"contracts"}), kExitError) << "there is no file";
  Write("access.rolecall.hcl",
        "deny \"shop\" {\n  actions = [\"secretsmanager:*\"]\n  resources = [\"*\"]\n  except = [\"shop/app\"]\n}\n");
  EXPECT_EQ(Check({"contracts"}), kExitOk) << out() << err();
  Write("access.rolecall.hcl", "deny \"nobody\" {\n  actions = [\"secretsmanager:*\"]\n  resources = [\"*\"]\n}\n");
  EXPECT_EQ(Check({"contracts"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(HasSubstr("(contract \"nobody\")"), HasSubstr("access.rolecall.hcl:1")));
  Write("access.rolecall.hcl", "deny \"nobody\" {\n}\n");
  EXPECT_EQ(Check({"contracts"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Missing required argument"));
}

TEST_F(CheckCommandTest, WhatIsNoInputIsAnError) {
  EXPECT_EQ(Check({"no-public", "missing.json"}), kExitError);
  Write("broken.json", "{");
  EXPECT_EQ(Check({"no-public", "broken.json"}), kExitError);
  Write("malformed.json", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]})");
  EXPECT_EQ(Check({"no-public", "malformed.json"}), kExitError);
  EXPECT_EQ(Check({"not-granted"}), kExitError);
  EXPECT_EQ(Check({"not-granted", "-action", "read"}), kExitError);
  EXPECT_EQ(Check({"no-new-access"}), kExitError);
}

}  // namespace
}  // namespace rolecall::cli
