// Why a call of the audit log was refused, judged by what is configured now; and `promote`, which asks a node.
#include "cli/identity/denial_explainer.h"

#include <boost/json.hpp>

#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

class DenialExplainer : public SoundDirectory {
 protected:
  std::string Explain(const std::string& action, Wanted wanted) {
    AccessFlags flags;
    flags.directory = directory_from_;
    CommandContext context = Context();
    const Result<std::string> said = ExplainDenial(context, flags, {kRoleArn, action, kSecretArn}, wanted);
    return said.ok() ? *said : "error: " + said.error().message;
  }
  std::string directory_from_ = ".";
};

TEST_F(DenialExplainer, TellsTheReasonsAndWhatWouldAllowIt) {
  EXPECT_THAT(Explain("secretsmanager:DeleteSecret", Wanted::kReasons), HasSubstr("secretsmanager:DeleteSecret"));
  EXPECT_THAT(Explain("secretsmanager:DeleteSecret", Wanted::kFix), HasSubstr("DeleteSecret"));
  const boost::json::value document = boost::json::parse(Explain("secretsmanager:DeleteSecret", Wanted::kDocument));
  EXPECT_TRUE(document.as_object().contains("fix")) << document;
}

TEST_F(DenialExplainer, WhatHasBeenAllowedSinceIsSaid) {
  EXPECT_EQ(Explain("secretsmanager:GetSecretValue", Wanted::kFix),
            "It is allowed now: what was refused has been changed since.");
}

TEST_F(DenialExplainer, ALiveAccountIsReadAndOneThatCannotBeIsAnError) {
  directory_from_ = "";
  EXPECT_THAT(Explain("secretsmanager:DeleteSecret", Wanted::kFix), testing::StartsWith("error: "));
  ApplyToPlane();
  EXPECT_THAT(Explain("secretsmanager:DeleteSecret", Wanted::kFix), HasSubstr("DeleteSecret"));
  EXPECT_EQ(Explain("secretsmanager:GetSecretValue", Wanted::kFix),
            "It is allowed now: what was refused has been changed since.");
  directory_from_ = "nowhere";
  EXPECT_EQ(Explain("secretsmanager:DeleteSecret", Wanted::kFix), "error: what is configured cannot be read");
}

class PromoteCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    environment_.Set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    environment_.Set("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  }
  FakeCluster node_;  // a node that says what the test wants
};

TEST_F(PromoteCommandTest, TheNodeSaysThatItIsTheControlPlaneNow) {
  node_.Say("POST /_rolecall/promote", R"({"epoch":3})");
  EXPECT_EQ(Run({"promote", "-endpoint", node_.url()}), kExitOk) << err();
  EXPECT_EQ(out(), node_.url() + " is the control plane now (epoch 3). Start it without --follow from now on.\n");
}

TEST_F(PromoteCommandTest, ANodeThatRefusesOrSaysNothingOfUseIsAnError) {
  for (const char* body : {"", "[]", "{}", R"({"epoch":"3"})"}) {
    node_.Say("POST /_rolecall/promote", body);
    EXPECT_EQ(Run({"promote", "-endpoint", node_.url()}), kExitError) << body;
    EXPECT_THAT(err(), HasSubstr("did not say what it did")) << body;
    EXPECT_EQ(out(), "");
  }
  node_.Say("POST /_rolecall/promote", R"({"message":"this node follows nobody"})", 409);
  EXPECT_EQ(Run({"promote", "-endpoint", node_.url()}), kExitError);
  EXPECT_EQ(Run({"promote"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
  EXPECT_EQ(Run({"promote", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("unexpected argument x"));
}

// A plane that follows nobody is the control plane already.
TEST_F(PromoteCommandTest, AControlPlaneIsNotPromoted) {
  StartPlane();
  EXPECT_EQ(Run({"promote"}), kExitError);
  EXPECT_EQ(out(), "");
}

}  // namespace
}  // namespace rolecall::cli
