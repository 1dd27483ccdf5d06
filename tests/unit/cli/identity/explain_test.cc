// explain and who-can: from a directory, a state, a backend and a live plane.
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using ExplainCommandTest = SoundDirectory;

TEST_F(ExplainCommandTest, ADirectoryIsJudgedBeforeAnythingExists) {
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("ALLOWED  shop/app  secretsmanager:GetSecretValue  on  " + std::string(kSecretArn)));
  EXPECT_THAT(out(), HasSubstr("  Note: account 111122223333, from main.tf\n"));
  EXPECT_EQ(err(), "");
}

TEST_F(ExplainCommandTest, ADenialNamesItsCauseItsPlaceAndATriedPatch) {
  WriteConfiguration("shpo:app");
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--dir", "."}), kExitDifferent);
  EXPECT_THAT(out(),
              AllOf(HasSubstr("[trust-subject-namespace]"), HasSubstr("  Where: main.tf:12 (aws_iam_role.app)"),
                    HasSubstr("  +          \"oidc.rolecall.internal:sub\" = \"system:serviceaccount:shop:app\"")));
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--dir", ".", "-json"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(StartsWith("{\"decision\":\"denied\""), HasSubstr("\"code\":\"trust-subject-namespace\""),
                           HasSubstr("\"diff\":\"--- a/main.tf")));
}

TEST_F(ExplainCommandTest, TheManifestIsRepairedToo) {
  Write("service-account.yaml",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: shop\n  annotations:\n"
        "    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/App\n");
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--dir", ".", "-f", "service-account.yaml"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(HasSubstr("[role-name]"), HasSubstr("+++ b/service-account.yaml")));
}

TEST_F(ExplainCommandTest, WithoutAManifestTheRoleIsReadOutOfTheTrustPolicies) {
  std::filesystem::remove("service-account.yaml");
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("no manifest is given; its trust policy is for this service account"));
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--role", "app", "--dir", "."}), kExitOk) << err();
  WriteConfiguration("other:one", "oidc.rolecall.internal", "s3:GetObject");
  Write("more.tf",
        "resource \"aws_iam_role\" \"b\" {\n  name = \"b\"\n  assume_role_policy = jsonencode({ Version = "
        "\"2012-10-17\", Statement = [] })\n}\n");
  EXPECT_EQ(Explain({"--service-account", "apps/zzzzzzzz", "--dir", "."}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("no manifest is given, and no role's trust policy is for apps/zzzzzzzz"));
}

TEST_F(ExplainCommandTest, ARoleOrAPrincipalIsAskedAboutAlone) {
  EXPECT_EQ(Explain({"--role", "app", "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("service account")));
  EXPECT_EQ(Explain({"--principal", kRoleArn, "--dir", "."}), kExitOk) << err();
}

TEST_F(ExplainCommandTest, ATokenIsJudgedAsItIs) {
  // {"iss":"https://oidc.rolecall.internal","sub":"system:serviceaccount:shop:app","aud":["sts.amazonaws.com"],
  //  "iat":1700000000,"exp":1700003600}, unsigned.
  Write("token",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL29pZGMucm9sZWNhbGwuaW50ZXJuYWwiLCJzdWIiOiJze"
        "XN0ZW06c2VydmljZWFjY291bnQ6c2hvcDphcHAiLCJhdWQiOlsic3RzLmFtYXpvbmF3cy5jb20iXSwiaWF0IjoxNzAwMDAwMDAwL"
        "CJleHAiOjE3MDAwMDM2MDB9.c2ln\n");
  EXPECT_EQ(Explain({"--token", "token", "--dir", "."}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("[token-expired]"));
  EXPECT_EQ(Explain({"--token", "nowhere", "--dir", "."}), kExitError);
  EXPECT_THAT(err(), HasSubstr("nowhere"));
}

TEST_F(ExplainCommandTest, SessionPoliciesAndDurationCount) {
  Write("session.json", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})");
  const std::vector<std::string> who = {"--service-account", "shop/app", "--dir", "."};
  std::vector<std::string> words = who;
  words.insert(words.end(), {"--session-policy", "session.json"});
  EXPECT_EQ(Explain(words), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("[session-policy]"));
  words = who;
  words.insert(words.end(), {"--duration", "7200"});
  EXPECT_EQ(Explain(words), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("[session-duration]"));
  words = who;
  words.insert(words.end(), {"--session-policy", "nowhere"});
  EXPECT_EQ(Explain(words), kExitError);
}

TEST_F(ExplainCommandTest, QuestionsThatAreNoneAreRefused) {
  const std::pair<std::vector<std::string>, const char*> kWrong[] = {
      {{}, "--service-account NAMESPACE/NAME is missing (or give --role, --principal or --token)"},
      {{"--service-account", "app"}, "--service-account must be of the form NAMESPACE/NAME"},
      {{"--role", "app"}, "--action SERVICE:OPERATION is missing or not of that form"},
      {{"--role", "app", "--action", "s3:GetObject"}, "--resource ARN is missing, or there are further arguments"},
      {{"--role", "app", "--action", "s3:GetObject", "--resource", "bucket"}, "--resource must be an ARN, or *"},
      {{"--role", "app", "--action", "s3:GetObject", "--resource", "*", "x"}, "there are further arguments"},
  };
  for (const auto& [flags, message] : kWrong) {
    std::vector<std::string> words = {"explain"};
    words.insert(words.end(), flags.begin(), flags.end());
    EXPECT_EQ(Run(words), kExitError) << message;
    EXPECT_THAT(err(), HasSubstr(message));
  }
  EXPECT_EQ(Explain({"--role", "app", "--dir", ".", "--backend"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("give only one of --dir, --state and --backend"));
  EXPECT_EQ(Explain({"--role", "app", "--dir", "nowhere"}), kExitError);
  EXPECT_EQ(Explain({"--role", "app", "--dir", ".", "-f", "nowhere.yaml"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("nowhere.yaml"));
  EXPECT_EQ(Explain({"--role", "app", "--dir", ".", "--var", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("The given -var option \"x\" is not correctly specified."));
  EXPECT_EQ(Explain({"--role", "app"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("redentials"));
}

TEST_F(ExplainCommandTest, VariablesOfTheDirectoryAreGiven) {
  Write("variables.tf", "variable \"unset\" {}\n");
  EXPECT_EQ(Explain({"--role", "app", "--dir", "."}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("\"unset\" is not set"));
  Write("v.tfvars", "unset = \"x\"\n");
  EXPECT_EQ(Explain({"--role", "app", "--dir", ".", "--var-file", "v.tfvars"}), kExitOk) << err();
  EXPECT_EQ(Explain({"--role", "app", "--dir", ".", "--var", "unset=x", "--account-id", "111122223333"}), kExitOk)
      << err();
  EXPECT_THAT(out(), Not(HasSubstr("Note: account")));
}

TEST_F(ExplainCommandTest, WhatAPlaneHasIsReadFromItsStateItsBackendAndItself) {
  ApplyToPlane({"service-account.yaml"});
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--state", "terraform.tfstate", "-f", "service-account.yaml"}),
            kExitOk)
      << out() << err();
  EXPECT_EQ(Explain({"--service-account", "shop/app", "--backend", "-f", "-"}), kExitOk) << out() << err();
  EXPECT_THAT(out(), HasSubstr("shop/app is taken as annotated with " + std::string(kRoleArn)));
  EXPECT_EQ(Explain({"--service-account", "shop/app"}), kExitOk) << out() << err();
  EXPECT_EQ(Explain({"--service-account", "shop/app", "-f", "service-account.yaml"}), kExitOk) << out() << err();
  EXPECT_EQ(Explain({"--role", "app"}), kExitOk) << out() << err();
  EXPECT_EQ(Explain({"--principal", kRoleArn}), kExitOk) << out() << err();
  EXPECT_EQ(Explain({"--service-account", "shop/other"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("the plane's webhook knows no role for service account shop/other"));
  Write("broken", "{");
  EXPECT_EQ(Explain({"--role", "app", "--state", "broken"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("broken: "));
  EXPECT_EQ(Explain({"--role", "app", "--state", "nowhere"}), kExitError);
}

TEST_F(ExplainCommandTest, WhoCanListsEveryPath) {
  EXPECT_EQ(Run({"who-can", "secretsmanager:GetSecretValue", kSecretArn, "--dir", "."}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("  Service accounts\n    shop/app\n"),
                           HasSubstr("      role      " + std::string(kRoleArn)),
                           HasSubstr("  Note: account 111122223333, from main.tf\n")));
  EXPECT_EQ(Run({"who-can", "-json", "secretsmanager:DeleteSecret", kSecretArn, "--dir", "."}), kExitDifferent)
      << err();
  EXPECT_THAT(out(), HasSubstr("\"paths\":[]"));
  ApplyToPlane();
  EXPECT_EQ(Run({"who-can", "secretsmanager:GetSecretValue", kSecretArn}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("    shop/app\n"));
}

TEST_F(ExplainCommandTest, WhoCanNeedsAnActionAndAResource) {
  EXPECT_EQ(Run({"who-can", "GetSecretValue", "*"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name an action (SERVICE:OPERATION) and a resource"));
  EXPECT_EQ(Run({"who-can", "s3:GetObject", "bucket"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("the resource must be an ARN, or *"));
  EXPECT_EQ(Run({"who-can", "s3:GetObject", "*", "--dir", "nowhere"}), kExitError);
  EXPECT_EQ(Run({"who-can", "s3:GetObject", "*"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("redentials"));
}

}  // namespace
}  // namespace rolecall::cli
