#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kStar[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})";

using LintCommandTest = SoundDirectory;

TEST_F(LintCommandTest, ASoundDirectoryIsClean) {
  EXPECT_EQ(Run({"lint"}), kExitOk) << out() << err();
  EXPECT_EQ(out(), "0 errors, 0 warnings, 0 hints in 3 documents.\n");
}

TEST_F(LintCommandTest, ConfigurationAndManifestsAreHeldAgainstEachOther) {
  WriteConfiguration("shpo:app");
  EXPECT_EQ(Run({"lint", "."}), kExitDifferent);
  EXPECT_THAT(out(),
              AllOf(HasSubstr("warning trust-oidc-sub-unknown: "), HasSubstr("service-account.yaml\n  7:1 error "),
                    HasSubstr("1 error, 1 warning, 0 hints in 3 documents.\n")));
  EXPECT_EQ(Run({"lint", "-json", "."}), kExitDifferent);
  EXPECT_THAT(out(), StartsWith(R"({"format_version":"1.0","error_count":1,"warning_count":1)"));
  EXPECT_EQ(Run({"lint", "-sarif", "-help-uri=https://example.com/", "."}), kExitDifferent);
  EXPECT_THAT(out(),
              AllOf(HasSubstr("\"version\":\"2.1.0\""), HasSubstr("https://example.com/trust-oidc-sub-unknown")));
  EXPECT_EQ(Run({"lint", "-json", "-sarif"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-json and -sarif exclude each other"));
}

TEST_F(LintCommandTest, SeveritiesDecideTheExitCode) {
  Write("p.json", kStar);
  EXPECT_EQ(Run({"lint", "-type=identity", "p.json"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("p.json\n  1:91 warning identity-resource-star: "));
  EXPECT_EQ(Run({"lint", "-type=identity", "-fail-on=error", "p.json"}), kExitOk);
  EXPECT_EQ(Run({"lint", "-type=session", "-"}, kStar), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("    in:   session policy, /Statement/0/Resource\n"));
  EXPECT_EQ(Run({"lint", "-type=poem", "p.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("is one of trust, identity, resource, session, boundary, scp and rcp"));
}

TEST_F(LintCommandTest, FindingsAreAcceptedByFlagAndByFile) {
  Write("p.json", kStar);
  EXPECT_EQ(Run({"lint", "-type=identity", "-ignore=identity-resource-star", "p.json"}), kExitOk);
  EXPECT_EQ(out(), "0 errors, 0 warnings, 0 hints (1 ignored) in 1 document.\n");
  EXPECT_EQ(Run({"lint", "-ignore=none", "p.json"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-ignore: there is no check with the code none"));
  Write("accepted", "identity-resource-star p.json # a sample\n");
  EXPECT_EQ(Run({"lint", "-type=identity", "-ignore-file=accepted", "p.json"}), kExitOk);
  EXPECT_EQ(Run({"lint", "-ignore-file=nowhere", "p.json"}), kExitError);
}

TEST_F(LintCommandTest, SafeFixesAreMadeAndTheRestIsReported) {
  Write("p.json", R"({"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})");
  EXPECT_EQ(Run({"lint", "-fix", "-type=identity", "p.json"}), kExitDifferent);
  EXPECT_EQ(err(), "Fixed p.json\n");
  EXPECT_EQ(Read("p.json"),
            R"({"Version": "2012-10-17", "Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})");
  EXPECT_THAT(out(), AllOf(HasSubstr("identity-resource-star"), Not(HasSubstr("policy-version"))));
}

TEST_F(LintCommandTest, APageOfACheckIsPrintedByItsCode) {
  EXPECT_EQ(Run({"lint", "-explain=trust-oidc-no-sub"}), kExitOk);
  EXPECT_THAT(out(), StartsWith("# trust-oidc-no-sub\n"));
  EXPECT_EQ(Run({"lint", "-explain=none"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("there is no check with the code none"));
}

TEST_F(LintCommandTest, DirectoriesBelowAreLookedIntoIfAsked) {
  Write("below/policies/p.json", kStar);
  Write("below/policies/notes.json", "[1]");
  Write("below/policies/values.yaml", "a: 1\n");
  Write("below/account.yaml", kServiceAccount);
  Write("below/account.json", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}})");
  EXPECT_EQ(Run({"lint", "below/policies"}), kExitDifferent);
  std::filesystem::create_directories("empty/deeper");
  EXPECT_EQ(Run({"lint", "empty"}), kExitError);
  EXPECT_THAT(err(),
              HasSubstr("empty: neither configuration nor policies nor manifests are here (-recursive looks below)"));
  EXPECT_EQ(Run({"lint", "below"}), kExitOk) << out();
  EXPECT_EQ(Run({"lint", "-recursive", "below"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("below/policies/p.json\n"));
}

TEST_F(LintCommandTest, WhatCannotBeCheckedIsAnError) {
  EXPECT_EQ(Run({"lint", "main.tf"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("main.tf: a configuration is checked as a whole; name the directory: ."));
  EXPECT_EQ(Run({"lint", "nowhere.json"}), kExitError);
  Write("main.tf", "resource {");
  EXPECT_EQ(Run({"lint"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on main.tf line 1"));
}

TEST_F(LintCommandTest, TheAccountIsThatOfTheAnnotationsIfNothingElseSaysIt) {
  Write("main.tf",
        "resource \"aws_iam_role\" \"app\" {\n  name = \"app\"\n  assume_role_policy = jsonencode({\n    Version = "
        "\"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = "
        "\"ec2.amazonaws.com\" } }]\n  })\n}\n");
  EXPECT_EQ(Run({"lint", "-json"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("role-annotation-not-trusted"));
}

TEST_F(LintCommandTest, ALiveAccountIsChecked) {
  ApplyToPlane();
  // The plane's own administrator is what there is to find.
  EXPECT_EQ(Run({"lint", "-live", "-fail-on=error"}), kExitDifferent) << err();
  EXPECT_THAT(out(), AllOf(StartsWith("(no file)\n  error identity-admin: "), HasSubstr("1 error, 0 warnings,")));
  EXPECT_EQ(Run({"lint", "-live", "-ignore=identity-admin"}), kExitOk) << out() << err();
  // Where no plane is named it is AWS that is asked, at the endpoints that the environment has for it.
  const std::string plane = environment_.GetOr("AWS_ENDPOINT_URL", "");
  environment_.Set("AWS_ENDPOINT_URL", "");
  for (const char* service : {"IAM", "STS", "SECRETS_MANAGER", "KMS", "S3"}) {
    environment_.Set(std::string("AWS_ENDPOINT_URL_") + service, plane);
  }
  EXPECT_EQ(Run({"lint", "-live", "-fail-on=error"}), kExitDifferent) << err();
}

}  // namespace
}  // namespace rolecall::cli
