// Set-ups that are wrong in one thing, as people meet them: the first finding names it.
#include <gtest/gtest.h>

#include "access/lint/lint.h"
#include "access/lint/model.h"
#include "access/model/model_readers.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

constexpr const char* kTrust = R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN" }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  name = "app"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
    }]
  })
}
)";

constexpr const char* kManifests = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  namespace: secrets
spec:
  template:
    spec:
      serviceAccountName: reader
      containers:
        - name: main
          image: app
)";

LintReport Lint(const std::string& main, const std::string& manifests) {
  LintReport report;
  testing::Directory directory({{"main.tf", main}});
  std::optional<OfflinePlan> planned = directory.Plan();
  EXPECT_TRUE(planned) << directory.Errors();
  if (!planned) return report;
  report.sources.Append(planned->configuration->sources);
  const kube::WebhookSettings settings;
  EXPECT_TRUE(AddManifestText("manifests.yaml", manifests, settings.annotation_prefix, planned->model).ok());
  LintModel(planned->model, settings, report);
  EXPECT_TRUE(LintManifests({{"manifests.yaml", manifests}}, settings, report).ok());
  SortFindings(report);
  return report;
}

struct Mistake {
  const char* name;
  const char* from;  // in the configuration or in the manifests
  const char* to;
  const char* code;
};

constexpr Mistake kMistakes[] = {
    {"AudienceMisspelt", ":aud\" = \"sts.amazonaws.com\"", ":aud\" = \"sts.amazon.com\"", "trust-oidc-aud-unknown"},
    {"AudienceWithSlash", ":aud\" = \"sts.amazonaws.com\"", ":aud\" = \"sts.amazonaws.com/\"",
     "trust-oidc-aud-unknown"},
    {"WildcardUnderStringEquals", "secrets:reader\"", "secrets:*\"", "trust-oidc-wildcard-without-like"},
    {"IssuerWithScheme", "\"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub\"",
     "\"https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub\"", "trust-oidc-key-form"},
    {"IssuerWithTrailingSlash", "id/MAIN:sub", "id/MAIN/:sub", "trust-oidc-key-form"},
    {"IssuerWithoutItsPath", "amazonaws.com/id/MAIN:sub", "amazonaws.com:sub", "trust-oidc-key-form"},
    {"KeyWithTheProvidersArn", "\"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub\"",
     "\"arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub\"",
     "trust-oidc-key-form"},
    {"KeyOfAnotherCluster", "id/MAIN:sub", "id/OTHER:sub", "trust-oidc-issuer-mismatch"},
    {"ProviderOfAnotherAccount", "Federated = \"arn:aws:iam::111122223333", "Federated = \"arn:aws:iam::444455556666",
     "trust-oidc-provider-account"},
    {"ProviderWithTwoSlashes", "oidc-provider/oidc.eks", "oidc-provider//oidc.eks", "trust-oidc-provider-missing"},
    {"NoSubject",
     "          \"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub\" = "
     "\"system:serviceaccount:secrets:reader\"\n",
     "", "trust-oidc-no-sub"},
    {"SubjectAndAudienceSwapped", ":aud\" = \"sts.amazonaws.com\"", ":aud\" = \"system:serviceaccount:secrets:reader\"",
     "trust-oidc-swapped-claims"},
    {"SubjectWithSlash", "system:serviceaccount:secrets:reader", "system:serviceaccount:secrets/reader",
     "trust-oidc-sub-form"},
    {"NamespaceMisspelt", "system:serviceaccount:secrets:reader", "system:serviceaccount:secret:reader",
     "trust-oidc-sub-unknown"},
    {"ServiceAccountMisspelt", "system:serviceaccount:secrets:reader", "system:serviceaccount:secrets:raeder",
     "trust-oidc-sub-unknown"},
    {"PlainAssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRole", "trust-action-principal"},
    {"SecretsOfAnotherCluster", "secret:k8s-main/*", "secret:k8s-test/*", "secrets-other-cluster"},
    {"SecretWithoutSuffix", "secret:k8s-main/*", "secret:k8s-main/database", "secret-arn-suffix"},
    {"ActionMisspelt", "GetSecretValue", "GetSecretValues", "action-unknown"},
    {"NoAnnotation", "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App\n",
     "", "role-annotation-missing"},
    {"AnnotationMisspelt", "eks.amazonaws.com/role-arn", "eks.amazonaws.com/role_arn", "role-annotation-key"},
    {"RoleWithoutItsPath", "role/k8s-main/App", "role/App", "role-annotation-unknown-role"},
    {"RoleOfAnotherAccount", "111122223333:role/k8s-main/App", "444455556666:role/k8s-main/App",
     "role-annotation-account"},
    {"RoleArnWithABlank", "role-arn: arn:aws:iam::111122223333:role/k8s-main/App",
     "role-arn: \"arn:aws:iam::111122223333:role/k8s-main/App \"", "role-annotation-form"},
    {"PodAsDefault", "      serviceAccountName: reader\n", "", "pod-service-account"},
    {"PodNamesNobody", "serviceAccountName: reader", "serviceAccountName: raeder", "pod-service-account"},
    {"PodWithAKeyOfItsOwn", "          image: app\n",
     "          image: app\n          env:\n            - {name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE}\n",
     "pod-identity-preset"},
};

class BrokenSetUp : public ::testing::TestWithParam<Mistake> {};

TEST_P(BrokenSetUp, FirstFindingIsTheCause) {
  const Mistake& mistake = GetParam();
  std::string main = kTrust;
  std::string manifests = kManifests;
  std::string& broken = main.find(mistake.from) != std::string::npos ? main : manifests;
  const std::size_t at = broken.find(mistake.from);
  ASSERT_NE(at, std::string::npos);
  broken.replace(at, std::string(mistake.from).size(), mistake.to);
  const LintReport report = Lint(main, manifests);
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings.front().rule->code, mistake.code) << LintText(report, {});
  EXPECT_TRUE(report.findings.front().range.has_place());
}

INSTANTIATE_TEST_SUITE_P(LintSetUps, BrokenSetUp, ::testing::ValuesIn(kMistakes),
                         [](const ::testing::TestParamInfo<Mistake>& info) { return std::string(info.param.name); });

TEST(LintSetUps, TheRightOneIsClean) {
  const LintReport report = Lint(kTrust, kManifests);
  EXPECT_TRUE(report.findings.empty()) << LintText(report, {});
}

std::vector<std::string> CodesOf(const LintReport& report) {
  std::vector<std::string> codes;
  for (const LintFinding& one : report.findings) codes.emplace_back(one.rule->code);
  return codes;
}

constexpr const char* kProviderBlock =
    "provider \"aws\" {\n  region = \"eu-central-1\"\n  allowed_account_ids = [\"111122223333\"]\n}\n";

// Directories that are right, each in a way that is easily taken for wrong.
TEST(LintSetUps, AProvidersUrlIsAConditionKeyAsGitLabsGuideWritesIt) {
  const LintReport report = Lint(std::string(kProviderBlock) + R"(
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.example.com"
  client_id_list = ["https://gitlab.example.com"]
}
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
    Condition = {
      StringLike   = { "${aws_iam_openid_connect_provider.gitlab.url}:sub" = "project_path:shop/app:ref_type:branch:*" }
      StringEquals = { "${aws_iam_openid_connect_provider.gitlab.url}:aud" = "https://gitlab.example.com" }
    }
  }] })
}
)",
                                 "");
  EXPECT_TRUE(report.findings.empty()) << LintText(report, {});
}

TEST(LintSetUps, AKeyBehindAnAliasIsTheKey) {
  const auto lint = [](const std::string& key) {
    return CodesOf(Lint(std::string(kProviderBlock) + R"(
data "aws_kms_alias" "other" { name = "alias/other" }
resource "aws_kms_key" "k" {}
resource "aws_kms_alias" "k" {
  name          = "alias/app"
  target_key_id = aws_kms_key.k.id
}
resource "aws_secretsmanager_secret" "s" {
  name       = "app/db"
  kms_key_id = )" + key + R"(
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.app.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.s.arn },
    { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.k.arn }] })
}
)",
                        ""));
  };
  EXPECT_EQ(lint("aws_kms_alias.k.arn"), std::vector<std::string>{});
  EXPECT_EQ(lint("aws_kms_alias.k.name"), std::vector<std::string>{});
  EXPECT_EQ(lint("data.aws_kms_alias.other.target_key_arn"), std::vector<std::string>{})
      << "which key it is, is not known";
}

TEST(LintSetUps, AServiceAccountOfARoleThatIsMadeElsewhereIsNotOfAnotherAccount) {
  const LintReport report = Lint(std::string(kProviderBlock) + R"(
data "aws_iam_role" "app" { name = "App" }
resource "aws_iam_role_policy" "p" {
  role   = data.aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::data/*" }] })
}
)",
                                 "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  annotations:\n"
                                 "    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/App\n");
  EXPECT_TRUE(report.findings.empty()) << LintText(report, {});
}

// The plane would contradict: another policy of the role, or its boundary, decides otherwise.
TEST(LintSetUps, WhatIsShownIsSoForTheRoleWithAllThatItHas) {
  const std::string role = R"(
resource "aws_iam_role" "app" {
  name                 = "app"
  permissions_boundary = BOUNDARY
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.app.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
)";
  const auto shown = [&](const std::string& boundary) {
    std::string text = role;
    text.replace(text.find("BOUNDARY"), 8, boundary);
    const LintReport report = Lint(kProviderBlock + text, "");
    EXPECT_EQ(CodesOf(report), std::vector<std::string>{"identity-admin"});
    return !report.findings.empty() && report.findings[0].demonstration.has_value();
  };
  EXPECT_TRUE(shown("null"));
  EXPECT_FALSE(shown("\"arn:aws:iam::aws:policy/PowerUserAccess\"")) << "it makes no users";
  EXPECT_FALSE(shown("\"arn:aws:iam::111122223333:policy/of-another-team\""));
}

TEST(LintSetUps, AStatementOfNothingMakesNoOtherRedundant) {
  LintReport report;
  LintPolicyFile("p.json", R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"s3:GetObject","Resource":[]},
    {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]})",
                 policy::DocumentKind::kIdentity, report);
  EXPECT_EQ(CodesOf(report), std::vector<std::string>{"policy-empty-list"});
}

}  // namespace
}  // namespace rolecall::access
