// Kinds of mistakes that were reported, each with what is like it and right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/lint/lint.h"

namespace rolecall::policy {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* kAccount = "arn:aws:iam::111122223333:oidc-provider/";

std::string TrustOf(const std::string& issuer, const std::string& condition) {
  return R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": ")" +
         (kAccount + issuer) + R"("}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": )" + condition + "}]}";
}

std::string Identity(const std::string& statement) {
  return R"({"Version": "2012-10-17", "Statement": [{)" + statement + "}]}";
}

std::vector<std::string> Codes(const std::string& text, DocumentKind kind, const LintContext& context = {}) {
  std::vector<std::string> codes;
  for (const Finding& finding : LintPolicy(text, kind, context)) codes.emplace_back(finding.rule->code);
  return codes;
}

std::string SuggestionFor(const std::string& text, std::string_view code, const LintContext& context = {}) {
  for (const Finding& finding : LintPolicy(text, DocumentKind::kTrust, context)) {
    if (finding.rule->code == code) return finding.suggestion;
  }
  return "(none)";
}

LintContext WithClients(const std::string& issuer, std::vector<std::string> ids) {
  LintContext context;
  context.role_arn = "arn:aws:iam::111122223333:role/app";
  context.role_account = "111122223333";
  context.providers = {KnownProvider{kAccount + issuer, std::move(ids)}};
  return context;
}

const char* const kSubOnly = R"({"StringEquals": {"oidc.example.com/id/A:sub": "system:serviceaccount:a:b"}})";

// With the ARN mended the document is right: nothing else is said, least of all to put the scheme into the keys.
TEST(LintReports, ASchemeInTheProvidersArnIsOneFault) {
  const std::string keys = R"({"StringEquals": {"oidc.example.com/id/A:sub": "system:serviceaccount:a:b",
                                               "oidc.example.com/id/A:aud": "sts.amazonaws.com"}})";
  EXPECT_THAT(Codes(TrustOf("https://oidc.example.com/id/A", keys), DocumentKind::kTrust),
              UnorderedElementsAre("trust-oidc-provider-missing"));
  const std::string other = R"({"StringEquals": {"oidc.example.org/id/B:sub": "system:serviceaccount:a:b"}})";
  EXPECT_THAT(SuggestionFor(TrustOf("https://oidc.example.com/id/A", other), "trust-oidc-issuer-mismatch"),
              Not(HasSubstr("https")));
}

TEST(LintReports, TheProvidersOnlyClientIdFixesTheAudience) {
  const std::string trust = TrustOf("oidc.example.com/id/A", kSubOnly);
  for (const char* id : {"sts.amazonaws.com", "amazonaws.com"}) {
    const LintContext one = WithClients("oidc.example.com/id/A", {id});
    const std::vector<Finding> found = LintPolicy(trust, DocumentKind::kTrust, one);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule->code, "trust-oidc-no-aud");
    EXPECT_FALSE(found[0].demonstration) << "STS takes no token for anybody else";
    EXPECT_THAT(found[0].message, HasSubstr("the provider's only client id"));
    EXPECT_THAT(found[0].suggestion, HasSubstr(std::string(":aud\": \"") + id + "\""));
  }
  const LintContext two = WithClients("oidc.example.com/id/A", {"sts.amazonaws.com", "other"});
  EXPECT_THAT(Codes(trust, DocumentKind::kTrust, two), UnorderedElementsAre("trust-oidc-no-aud"));
  // What shows it is a token that STS takes.
  const std::vector<Finding> found = LintPolicy(trust, DocumentKind::kTrust, two);
  ASSERT_TRUE(found[0].demonstration);
  EXPECT_THAT(DescribeDemonstration(*found[0].demonstration), HasSubstr(":aud = other"));
  // Of a provider that is not known no such token is known either.
  const std::vector<Finding> alone = LintPolicy(trust, DocumentKind::kTrust, {});
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].rule->code, "trust-oidc-no-aud");
  EXPECT_FALSE(alone[0].demonstration);
}

TEST(LintReports, AProposedAudienceIsTheOneThatTheIssuersTokensCarry) {
  struct Case {
    const char *issuer, *subject, *audience;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"oidc.circleci.com/org/11111111-2222-3333-4444-555555555555", "org/x/project/y/user/z",
            "11111111-2222-3333-4444-555555555555"},
           {"app.terraform.io", "organization:o:project:p:workspace:w:run_phase:apply", "aws.workload.identity"},
           {"gitlab.com", "project_path:shop/app:ref_type:branch:ref:main", "AUDIENCE"},
           {"oidc.vercel.com/team", "owner:team:project:p:environment:production", "AUDIENCE"},
           {"agent.buildkite.com", "organization:o:pipeline:p:ref:r:commit:c:step:s", "sts.amazonaws.com"},
           {"token.actions.githubusercontent.com", "repo:o@1/r@2:ref:refs/heads/main", "sts.amazonaws.com"}}) {
    const std::string issuer = one.issuer;
    const std::string trust =
        TrustOf(issuer, R"({"StringEquals": {")" + issuer + R"(:sub": ")" + one.subject + R"("}})");
    EXPECT_EQ(SuggestionFor(trust, "trust-oidc-no-aud"),
              "\"StringEquals\": {\"" + issuer + ":aud\": \"" + one.audience + "\"}");
    // The provider's own is better than what is usual.
    EXPECT_THAT(SuggestionFor(trust, "trust-oidc-no-aud", WithClients(issuer, {"mine", "other"})),
                HasSubstr(":aud\": \"mine\""));
  }
}

TEST(LintReports, ShortNamesOfIssuersAreNamed) {
  struct Case {
    const char *issuer, *key;
  };
  for (const Case& one : std::initializer_list<Case>{{"gitlab.com", "gitlab"},
                                                     {"token.actions.githubusercontent.com", "github"},
                                                     {"token.actions.githubusercontent.com", "githubusercontent.com"},
                                                     {"token.actions.githubusercontent.com", "token.actions"},
                                                     {"oidc.eks.eu-central-1.amazonaws.com/id/A", "oidc"},
                                                     {"oidc.eks.eu-central-1.amazonaws.com/id/A", "oidc.eks"}}) {
    const std::string key = one.key, issuer = one.issuer;
    const std::string trust = TrustOf(
        issuer, R"({"StringEquals": {")" + key + R"(:sub": "a:b", ")" + key + R"(:aud": "sts.amazonaws.com"}})");
    const std::vector<Finding> found = LintPolicy(trust, DocumentKind::kTrust, {});
    std::vector<std::string> instead;
    for (const Finding& finding : found) {
      if (finding.rule->code == "trust-oidc-key-form") instead.push_back(finding.suggestion);
    }
    EXPECT_THAT(instead, UnorderedElementsAre("\"" + issuer + ":sub\"", "\"" + issuer + ":aud\"")) << key;
    EXPECT_THAT(Codes(trust, DocumentKind::kTrust), Not(Contains("trust-oidc-no-aud"))) << key;
  }
  // Keys of services are none.
  EXPECT_THAT(
      Codes(
          TrustOf(
              "gitlab.com",
              R"({"StringEquals": {"gitlab.com:sub": "a", "gitlab.com:aud": "b", "sts:RoleSessionName": "x", "aws:SourceIp": "y"}})"),
          DocumentKind::kTrust),
      Not(Contains("trust-oidc-key-form")));
}

TEST(LintReports, GitHubSubjectsThatAreGoodForOtherOwnersAre) {
  const auto codes = [](const std::string& subject) {
    const std::string issuer = "token.actions.githubusercontent.com";
    return Codes(
        TrustOf(issuer, R"({"StringEquals": {")" + issuer + R"(:aud": "sts.amazonaws.com"}, "StringLike": {")" +
                            issuer + R"(:sub": ")" + subject + R"("}})"),
        DocumentKind::kTrust);
  };
  for (const char* wide : {"repo:*", "repo:org*", "repo:org-?/x:*", "repo:*/app:ref:refs/heads/main"}) {
    EXPECT_THAT(codes(wide), Contains("trust-oidc-github-any-owner")) << wide;
  }
  for (const char* right : {"repo:org@12/app@34:*", "repo:org@*/app@34:*", "repo:org/*"}) {
    EXPECT_THAT(codes(right), Not(Contains("trust-oidc-github-any-owner"))) << right;
  }
}

TEST(LintReports, AConditionBesideThatWantsTheKeyIsEnough) {
  const auto allow = [](const std::string& condition) {
    return Codes(
        Identity(
            R"("Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:*:volume/*", "Condition": )" +
            condition),
        DocumentKind::kIdentity);
  };
  const std::string all = R"("ForAllValues:StringEquals": {"aws:TagKeys": ["a"]})";
  EXPECT_THAT(allow("{" + all + "}"), Contains("condition-forallvalues-allow"));
  // A request that has tags has their keys.
  EXPECT_THAT(allow("{" + all + R"(, "StringEquals": {"aws:RequestTag/a": "b"}})"), IsEmpty());
  EXPECT_THAT(allow("{" + all + R"(, "Null": {"aws:TagKeys": "false"}})"), IsEmpty());
  EXPECT_THAT(allow("{" + all + R"(, "StringEqualsIfExists": {"aws:RequestTag/a": "b"}})"),
              Contains("condition-forallvalues-allow"));
  const auto deny = [](const std::string& condition) {
    return Codes(Identity(R"("Effect": "Deny", "Action": "iam:TagRole", "Resource": "*", "Condition": )" + condition),
                 DocumentKind::kIdentity);
  };
  EXPECT_THAT(deny(R"({"StringNotEquals": {"iam:ResourceTag/a": "b"}})"), Contains("condition-deny-absent"));
  for (const char* no : {"false", "\"false\""}) {
    EXPECT_THAT(deny(R"({"StringNotEquals": {"iam:ResourceTag/a": "b"}, "Null": {"iam:ResourceTag/a": )" +
                     std::string(no) + "}}"),
                IsEmpty());
  }
}

TEST(LintReports, AStatementAboutNothingIsToldAlsoBehindStars) {
  const auto codes = [](const std::string& actions, const std::string& resource) {
    return Codes(Identity(R"("Effect": "Allow", "Action": )" + actions + R"(, "Resource": ")" + resource + "\""),
                 DocumentKind::kIdentity);
  };
  EXPECT_THAT(codes(R"("kms:Decrypt")", "arn:aws:kms:*:111122223333:alias/x"), Contains("resource-never-matches"));
  EXPECT_THAT(codes(R"("kms:Decrypt")", "arn:aws:kms:*:*:key/*"), IsEmpty());
  EXPECT_THAT(codes(R"("ec2:RunInstances")", "arn:aws:ec2:*::snapshot/*"), IsEmpty());
  EXPECT_THAT(codes(R"("apigateway:GET")", "arn:aws:apigateway:eu-west-1::/restapis/*"), IsEmpty());
  // Buckets are listed so in AWS's own guides.
  EXPECT_THAT(codes(R"(["s3:ListAllMyBuckets", "s3:GetBucketLocation"])", "arn:aws:s3:::*"), IsEmpty());
  EXPECT_THAT(codes(R"("s3:ListAllMyBuckets")", "arn:aws:s3:::b"), Contains("resource-not-taken"));
}

TEST(LintReports, WhatIsMeantToSpareARoleAndSparesNobody) {
  const auto codes = [](const std::string& who) {
    return Codes(Identity(R"("Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", )" + who),
                 DocumentKind::kResource);
  };
  const std::string role = "arn:aws:iam::111122223333:role/app", root = "arn:aws:iam::111122223333:root",
                    session = "arn:aws:sts::111122223333:assumed-role/app/s1";
  EXPECT_THAT(codes(R"("NotPrincipal": {"AWS": ")" + role + "\"}"), Contains("resource-notprincipal-session"));
  EXPECT_THAT(codes(R"("NotPrincipal": {"AWS": [")" + role + "\", \"" + session + "\"]}"),
              Contains("resource-notprincipal-session"));
  EXPECT_THAT(codes(R"("NotPrincipal": {"AWS": [")" + root + "\", \"" + role + "\", \"" + session + "\"]}"), IsEmpty());
  EXPECT_THAT(codes(R"("NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/ann"})"), IsEmpty());
  const auto if_not = [&codes](const std::string& op, const std::string& key, const std::string& value) {
    return codes(R"("Principal": "*", "Condition": {")" + op + "\": {\"" + key + "\": \"" + value + "\"}}");
  };
  EXPECT_THAT(if_not("StringNotLike", "aws:userId", "AROAEXAMPLEEXAMPLE123"), Contains("condition-userid-form"));
  EXPECT_THAT(if_not("StringNotEquals", "aws:userid", "AROAEXAMPLEEXAMPLE123"), Contains("condition-userid-form"));
  EXPECT_THAT(if_not("StringNotLike", "aws:userId", "AROAEXAMPLEEXAMPLE123:*"), IsEmpty());
  EXPECT_THAT(if_not("StringNotLike", "aws:userId", "111122223333"), IsEmpty());
  EXPECT_THAT(if_not("ArnNotLike", "aws:PrincipalArn", "arn:aws:sts::111122223333:assumed-role/app/*"),
              Contains("condition-principal-arn-session"));
  EXPECT_THAT(if_not("ArnNotLike", "aws:PrincipalArn", role), IsEmpty());
}

}  // namespace
}  // namespace rolecall::policy
