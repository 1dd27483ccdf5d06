#include "access/lint/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "access/lint/model.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kOpenTrust = R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}}
  }
}
)";

std::vector<std::string> Codes(const LintReport& report) {
  std::vector<std::string> codes;
  for (const LintFinding& finding : report.findings) codes.emplace_back(finding.rule->code);
  return codes;
}

LintReport OpenTrust() {
  LintReport report;
  LintPolicyFile("trust.json", kOpenTrust, std::nullopt, report);
  return report;
}

const LintFinding* FindCode(const LintReport& report, std::string_view code) {
  for (const LintFinding& finding : report.findings) {
    if (finding.rule->code == code) return &finding;
  }
  return nullptr;
}

TEST(LintPolicyFile, PlacesAreOfTheFile) {
  const LintReport report = OpenTrust();
  ASSERT_THAT(Codes(report), ElementsAre("trust-oidc-no-sub"));
  EXPECT_EQ(report.findings[0].range.file_name(), "trust.json");
  EXPECT_EQ(report.findings[0].range.start.line, 5);
  EXPECT_EQ(report.findings[0].pointer, "/Statement/Principal/Federated");
  ASSERT_TRUE(report.findings[0].demonstration.has_value());
  EXPECT_EQ(report.findings[0].demonstration->outcome, policy::Outcome::kAllowed);
}

TEST(LintPolicyFile, TheKindMayBeGiven) {
  LintReport report;
  LintPolicyFile("scp.json", R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
      "Resource": "*"}})",
                 policy::DocumentKind::kScp, report);
  EXPECT_THAT(report.findings, IsEmpty());  // what every organisation has at its root
  LintPolicyFile("identity.json", R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
      "Resource": "*"}})",
                 std::nullopt, report);
  EXPECT_THAT(Codes(report), ElementsAre("identity-admin"));
}

TEST(Suppress, CommentsOnTheLineOrBeforeAcceptAFinding) {
  const std::string good = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  annotations:
    # rolecall:ignore role-annotation-expiration,role-annotation-key short on purpose
    eks.amazonaws.com/token-expiration: "300"
)";
  LintReport report;
  ASSERT_TRUE(LintManifests({{"sa.yaml", good}}, {}, report).ok());
  Suppress(report, {});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].suppressed, "short on purpose");
  EXPECT_FALSE(HasFindings(report, policy::FindingSeverity::kHint));
  EXPECT_EQ(CountOf(report).suppressed, 1);
  EXPECT_THAT(SafelyFixed(report), IsEmpty());
  EXPECT_THAT(LintText(report, {}), HasSubstr("0 errors, 0 warnings, 0 hints (1 ignored)"));

  std::string other = good;
  other.replace(other.find("role-annotation-expiration"), 26, "trust-oidc-no-sub");
  LintReport not_meant;
  ASSERT_TRUE(LintManifests({{"sa.yaml", other}}, {}, not_meant).ok());
  Suppress(not_meant, {});
  EXPECT_FALSE(not_meant.findings[0].suppressed.has_value());

  std::string text_only = good;
  text_only.replace(text_only.find("# rolecall"), 2, "x: ");
  LintReport no_comment;
  ASSERT_TRUE(LintManifests({{"sa.yaml", text_only}}, {}, no_comment).ok());
  Suppress(no_comment, {});
  EXPECT_FALSE(no_comment.findings.back().suppressed.has_value());
}

TEST(Suppress, IgnoreFilesNameCodesAndPaths) {
  const Result<std::vector<LintIgnore>> ignores =
      ParseIgnoreFile(".rolecall-lint", "# all of these are old\n\ntrust-oidc-no-sub policies/ # to be replaced\n");
  ASSERT_TRUE(ignores.ok());
  ASSERT_EQ(ignores->size(), 1U);
  LintReport report = OpenTrust();
  Suppress(report, *ignores);
  EXPECT_FALSE(report.findings[0].suppressed.has_value());
  LintReport meant;
  LintPolicyFile("policies/trust.json", kOpenTrust, std::nullopt, meant);
  Suppress(meant, *ignores);
  EXPECT_EQ(meant.findings[0].suppressed, "to be replaced");
  const Result<std::vector<LintIgnore>> wrong = ParseIgnoreFile("f", "no-such-code\n");
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.error().message, HasSubstr("f:1:"));
}

TEST(LintText, IsGroupedByFileWithTheRequestThatShowsIt) {
  const std::string text = LintText(OpenTrust(), {});
  EXPECT_THAT(text, HasSubstr("trust.json\n  5:32 error trust-oidc-no-sub: "));
  EXPECT_THAT(text, HasSubstr("asks for sts:AssumeRoleWithWebIdentity on "));
  EXPECT_THAT(text, HasSubstr("1 error, 0 warnings, 0 hints in 1 document.\n"));
  EXPECT_THAT(text, Not(HasSubstr("\033[")));
  EXPECT_THAT(LintText(OpenTrust(), {.color = true}), HasSubstr("\033[31merror\033[0m"));
}

TEST(LintJson, HasWhatTheTextHas) {
  const boost::json::value root = boost::json::parse(LintJson(OpenTrust()));
  EXPECT_EQ(root.at("error_count").as_int64(), 1);
  const boost::json::value& finding = root.at("findings").at(0);
  EXPECT_EQ(finding.at("code").as_string(), "trust-oidc-no-sub");
  EXPECT_EQ(finding.at("range").at("start").at("line").as_int64(), 5);
  EXPECT_EQ(finding.at("request").at("decision").as_string(), "allowed");
  EXPECT_EQ(finding.at("request").at("action").as_string(), "sts:AssumeRoleWithWebIdentity");
}

TEST(LintSarif, DescribesRulesPlacesFixesAndSuppressions) {
  LintReport report;
  LintPolicyFile("a b/trust.json", R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Resource": "*"}]})",
                 std::nullopt, report);
  Suppress(report, {{"trust-resource", "", "known"}});
  const boost::json::value root = boost::json::parse(LintSarif(report, "https://example.com/lint/"));
  EXPECT_EQ(root.at("version").as_string(), "2.1.0");
  const boost::json::value& run = root.at("runs").at(0);
  const boost::json::value& rule = run.at("tool").at("driver").at("rules").at(0);
  const boost::json::value& result = run.at("results").at(0);
  EXPECT_EQ(rule.at("id").as_string(), "trust-resource");
  EXPECT_EQ(rule.at("helpUri").as_string(), "https://example.com/lint/trust-resource.md");
  EXPECT_EQ(result.at("ruleId").as_string(), "trust-resource");
  const boost::json::value& place = result.at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri").as_string(), "a%20b/trust.json");
  EXPECT_EQ(place.at("region").at("startLine").as_int64(), 2);
  EXPECT_EQ(result.at("suppressions").at(0).at("justification").as_string(), "known");
  EXPECT_FALSE(result.at("fixes").at(0).at("artifactChanges").at(0).at("replacements").as_array().empty());
  EXPECT_EQ(result.at("partialFingerprints").at("rolecall/v1").as_string().size(), 64U);
}

TEST(LintSarif, FingerprintsDoNotChangeWhenLinesMove) {
  const auto fingerprint = [](const std::string& text) {
    LintReport report;
    LintPolicyFile("trust.json", text, std::nullopt, report);
    return std::string(boost::json::parse(LintSarif(report, ""))
                           .at("runs")
                           .at(0)
                           .at("results")
                           .at(0)
                           .at("partialFingerprints")
                           .at("rolecall/v1")
                           .as_string());
  };
  EXPECT_EQ(fingerprint(kOpenTrust), fingerprint("\n\n" + std::string(kOpenTrust)));
}

constexpr const char* kMain = R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

variable "issuer" {
  default = "oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://${var.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.main.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.issuer}:sub"
      values   = ["system:serviceaccount:secrets:reader"]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.issuer}:aud"
      values   = ["sts.amazon.com"]
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "App"
  path               = "/k8s-main/"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "app" {
  name = "app"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/db"
    }]
  })
}

resource "aws_iam_policy" "file" {
  name   = "File"
  policy = file("${path.module}/policy.json")
}
)";
constexpr const char* kFile = R"({
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObject"], "Resource": "arn:aws:s3:::reports/*" }
  ]
}
)";

struct LintedDirectory {
  explicit LintedDirectory(std::map<std::string, std::string> files) : directory(std::move(files)) {
    planned = directory.Plan();
    EXPECT_TRUE(planned) << directory.Errors();
    report.sources.Append(planned->configuration->sources);
    for (const auto& [name, text] : directory.files) report.sources.Add(name, text);
    LintModel(planned->model, {}, report);
    SortFindings(report);
  }
  testing::Directory directory;
  std::optional<OfflinePlan> planned;
  LintReport report;
};

TEST(LintModel, PlacesAreWhereTheConfigurationSaysIt) {
  const LintedDirectory linted({{"main.tf", kMain}, {"policy.json", kFile}});
  const LintFinding* audience = FindCode(linted.report, "trust-oidc-aud-unknown");
  ASSERT_NE(audience, nullptr) << LintText(linted.report, {});
  EXPECT_EQ(audience->range.file_name(), "main.tf");
  EXPECT_EQ(audience->range.start.line, 30);
  EXPECT_EQ(audience->address, "aws_iam_role.app");
  const LintFinding* suffix = FindCode(linted.report, "secret-arn-suffix");
  ASSERT_NE(suffix, nullptr);
  EXPECT_EQ(suffix->range.start.line, 49);
  const LintFinding* twice = FindCode(linted.report, "policy-redundant-action");
  ASSERT_NE(twice, nullptr);
  EXPECT_EQ(twice->range.file_name(), "policy.json");
  EXPECT_EQ(twice->range.start.line, 4);
  EXPECT_EQ(linted.report.findings.size(), 3U) << LintText(linted.report, {});
}

TEST(LintModel, SafeFixesOfLiteralsAndFilesLeaveNothing) {
  const LintedDirectory linted({{"main.tf", kMain}, {"policy.json", kFile}});
  std::map<std::string, std::string> fixed = SafelyFixed(linted.report);
  ASSERT_EQ(fixed.size(), 2U);
  EXPECT_THAT(fixed.at("main.tf"), HasSubstr("values   = [\"sts.amazonaws.com\"]"));
  EXPECT_THAT(fixed.at("main.tf"), HasSubstr("k8s-main/db-??????\""));
  const LintedDirectory again(std::move(fixed));
  EXPECT_THAT(Codes(again.report), IsEmpty());
}

TEST(LintModel, ProvidersThatAreNotHereAreNotMissedUnlessTheListIsWhole) {
  const std::string foreign = R"(resource "aws_iam_role" "app" {
  name = "App"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/X" }
      Condition = { StringEquals = {
        "oidc.eks.eu-central-1.amazonaws.com/id/X:sub" = "system:serviceaccount:secrets:reader"
        "oidc.eks.eu-central-1.amazonaws.com/id/X:aud" = "sts.amazonaws.com"
      } }
    }
  })
}
)";
  LintedDirectory linted({{"main.tf", foreign}});
  EXPECT_THAT(Codes(linted.report), IsEmpty());
  IdentityModel whole = linted.planned->model;
  whole.providers_complete = true;
  LintReport report;
  LintModel(whole, {}, report);
  EXPECT_THAT(Codes(report), ElementsAre("trust-oidc-provider-missing"));
}

TEST(NewFindings, AreThoseThatWereNotThereBefore) {
  const LintedDirectory linted({{"main.tf", kMain}, {"policy.json", kFile}});
  const IdentityModel& model = linted.planned->model;
  EXPECT_THAT(NewFindings(model, model, {}, {}).findings, IsEmpty());
  EXPECT_EQ(NewFindings({}, model, {}, {}).findings.size(), 3U);
}

std::string RoleWith(const std::string& trust, const std::string& more = "") {
  return R"(provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
data "aws_eks_cluster" "c" {
  name = "prod"
}
locals {
  issuer = replace(data.aws_eks_cluster.c.identity[0].oidc[0].issuer, "https://", "")
}
resource "aws_iam_role" "app" {
  name = "App"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${local.issuer}" })" +
         trust + " }] })\n}\n" + more;
}

// What is not known is neither an alarm nor a pass.
TEST(LintModel, JudgesWhatIsKnownAndListsTheRest) {
  const LintedDirectory right(
      {{"main.tf",
        RoleWith(
            R"(, Condition = { StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:a:b", "${local.issuer}:aud" = "sts.amazonaws.com" } })")}});
  EXPECT_THAT(Codes(right.report), IsEmpty()) << LintText(right.report, {});
  ASSERT_EQ(right.report.unknowns.size(), 1u);
  EXPECT_THAT(right.report.unknowns[0].Text(), HasSubstr("data.aws_eks_cluster.c.identity.0.oidc.0.issuer"));
  EXPECT_THAT(LintText(right.report, {}), HasSubstr("in 1 document, 1 not wholly known."));
  EXPECT_THAT(LintJson(right.report), HasSubstr("\"unknowns\":[{"));
  EXPECT_THAT(LintSarif(right.report, ""), HasSubstr("toolExecutionNotifications"));
  // Whatever the issuer is, nothing says which service account it must be.
  const LintedDirectory open({{"main.tf", RoleWith("")}});
  EXPECT_THAT(Codes(open.report), ::testing::Contains("trust-oidc-no-sub"));
  // The key may be anything.
  const LintedDirectory key(
      {{"main.tf",
        RoleWith(
            R"(, Condition = { StringEquals = { (data.aws_eks_cluster.c.name) = "system:serviceaccount:a:b", "${data.aws_eks_cluster.c.version}" = "x" } })")}});
  EXPECT_THAT(Codes(key.report), Not(::testing::Contains("trust-oidc-no-sub"))) << LintText(key.report, {});
}

TEST(LintModel, ADocumentThatIsNotKnownAtAllIsListed) {
  const LintedDirectory linted(
      {{"main.tf",
        RoleWith(
            R"(, Condition = { StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:a:b", "${local.issuer}:aud" = "sts.amazonaws.com" } })",
            R"(data "aws_secretsmanager_secret_version" "s" {
  secret_id = "policy"
}
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = aws_iam_role.app.name
  policy = data.aws_secretsmanager_secret_version.s.secret_string
}
)")}});
  ASSERT_EQ(linted.report.unknowns.size(), 2u) << LintText(linted.report, {});
  EXPECT_THAT(LintText(linted.report, {}), HasSubstr("inline policy p of role App"));
  EXPECT_EQ(linted.report.documents, 1);
}

TEST(LintManifests, VariablesOfFluxAreNotJudged) {
  LintReport report;
  ASSERT_TRUE(LintManifests({{"sa.yaml",
                              "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  annotations:\n    "
                              "eks.amazonaws.com/role-arn: arn:aws:iam::${ACCOUNT_ID}:role/web\n    "
                              "eks.amazonaws.com/token-expiration: \"${EXPIRATION}\"\n"}},
                            {}, report)
                  .ok());
  EXPECT_THAT(Codes(report), IsEmpty()) << LintText(report, {});
  EXPECT_EQ(report.unknowns.size(), 2u);
}

}  // namespace
}  // namespace rolecall::access
