#include "policy/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kIssuer[] = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
constexpr char kProvider[] = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";

std::vector<std::string> Ids(const std::vector<Finding>& findings) {
  std::vector<std::string> ids;
  for (const Finding& finding : findings) ids.push_back(finding.id);
  return ids;
}

// A trust statement for the provider; ISS in the conditions is its issuer.
std::string Trust(std::string conditions, const std::string& provider = kProvider) {
  for (std::size_t at; (at = conditions.find("ISS")) != std::string::npos;) conditions.replace(at, 3, kIssuer);
  return R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": ")" + provider +
         R"("}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": )" + conditions + "}]}";
}

std::vector<std::string> LintIds(const std::string& conditions, const LintContext& context = {}) {
  return Ids(LintTrust(Trust(conditions), context));
}

constexpr char kGood[] =
    R"({"StringEquals": {"ISS:sub": "system:serviceaccount:secrets:reader", "ISS:aud": "sts.amazonaws.com"}})";

TEST(LintTrust, GoodPolicyIsClean) { EXPECT_THAT(LintIds(kGood), IsEmpty()); }

TEST(LintTrust, FindsEachWayToLeaveTheSubjectOpen) {
  std::string aud = R"("ISS:aud": "sts.amazonaws.com")";
  EXPECT_THAT(LintIds("{\"StringEquals\": {" + aud + "}}"), Contains("trust-oidc-no-sub"));
  EXPECT_THAT(LintIds(R"({"StringEqualsIfExists": {"ISS:sub": "system:serviceaccount:a:b"}})"),
              Contains("trust-oidc-ifexists"));
  EXPECT_THAT(LintIds(R"({"ForAllValues:StringEquals": {"ISS:sub": "system:serviceaccount:a:b"}})"),
              Contains("trust-oidc-forallvalues"));
  EXPECT_THAT(LintIds(R"({"StringNotEquals": {"ISS:sub": "system:serviceaccount:a:b"}})"),
              Contains("trust-oidc-negated-only"));
  for (const char* any : {"*", "**", "system:*", "system:serviceaccount:*", "system:serviceaccount:*:*", "*:reader"}) {
    EXPECT_THAT(LintIds(std::string(R"({"StringLike": {"ISS:sub": ")") + any + "\"}}"), Contains("trust-oidc-sub-any"))
        << any;
  }
}

TEST(LintTrust, FindsWildcardsByTheirReach) {
  EXPECT_THAT(LintIds(R"({"StringLike": {"ISS:sub": "system:serviceaccount:*:reader"}})"),
              Contains("trust-oidc-namespace-wildcard"));
  EXPECT_THAT(LintIds(R"({"StringLike": {"ISS:sub": "system:serviceaccount:secr*"}})"),
              Contains("trust-oidc-namespace-wildcard"));
  EXPECT_THAT(LintIds(R"({"StringLike": {"ISS:sub": "system:serviceaccount:secrets:*"}})"),
              Contains("trust-oidc-serviceaccount-wildcard"));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:sub": "system:serviceaccount:secrets:*"}})"),
              Contains("trust-oidc-wildcard-without-like"));
  EXPECT_THAT(LintIds(R"({"StringLike": {"ISS:sub": "system:serviceaccount:a:b"}})"),
              Contains("trust-oidc-like-without-wildcard"));
}

TEST(LintTrust, FindsWrongKeysAndValues) {
  EXPECT_THAT(
      LintIds(R"({"StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/OTHER:sub": "system:serviceaccount:a:b"}})"),
      Contains("trust-oidc-issuer-mismatch"));
  for (const char* key : {"https://ISS:sub", "ISS/:sub", "oidc.eks.eu-central-1.amazonaws.com:sub",
                          "arn:aws:iam::111122223333:oidc-provider/ISS:sub"}) {
    EXPECT_THAT(LintIds(std::string(R"({"StringEquals": {")") + key + R"(": "system:serviceaccount:a:b"}})"),
                Contains("trust-oidc-key-form"))
        << key;
  }
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:sub": "sts.amazonaws.com", "ISS:aud": "system:serviceaccount:a:b"}})"),
              Contains("trust-oidc-swapped-claims"));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:sub": "system:serviceaccounts:a:b"}})"),
              Contains("trust-oidc-sub-form"));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:aud": "sts.amazon.com"}})"), Contains("trust-oidc-aud-unknown"));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:kubernetes.io": "x"}})"), Not(IsEmpty()));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:groups": "x"}})"), Contains("trust-oidc-unknown-claim"));
  EXPECT_THAT(LintIds(R"({"StringEquals": {"ISS:sub": "system:serviceaccount:a:b"}})"), Contains("trust-oidc-no-aud"));
}

TEST(LintTrust, KnowsTheAccountsProviders) {
  LintContext context;
  context.role_account = "111122223333";
  context.providers = {KnownProvider{kProvider, {"sts.amazonaws.com"}}};
  EXPECT_THAT(LintIds(kGood, context), IsEmpty());
  context.providers->clear();
  EXPECT_THAT(LintIds(kGood, context), Contains("trust-oidc-provider-missing"));
  context.role_account = "444455556666";
  EXPECT_THAT(LintIds(kGood, context), Contains("trust-oidc-provider-account"));
}

TEST(LintTrust, FindsForbiddenAndMismatchedElements) {
  auto ids = [](const std::string& statement) {
    return Ids(LintTrust(R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", )" + statement + "}]}", {}));
  };
  EXPECT_THAT(ids(R"("Principal": "*", "Action": "sts:AssumeRole")"), Contains("trust-principal-star"));
  EXPECT_THAT(ids(R"("Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Resource": "*")"),
              Contains("trust-resource"));
  EXPECT_THAT(ids(R"("Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRoleWithWebIdentity")"),
              Contains("trust-action-principal"));
  EXPECT_THAT(ids(std::string(R"("Principal": {"Federated": ")") + kProvider + R"("}, "Action": "sts:AssumeRole")"),
              Contains("trust-action-principal"));
  EXPECT_THAT(
      ids(R"("Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:RequestTag/a": "b"}})"),
      Contains("trust-tagsession"));
  EXPECT_THAT(Ids(LintTrust("nonsense", {})), Contains("policy-malformed"));
}

TEST(LintIdentity, FindsDangerousAndIneffectiveStatements) {
  auto ids = [](const std::string& statement) {
    return Ids(LintIdentity(R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", )" + statement + "}]}"));
  };
  EXPECT_THAT(ids(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")"), IsEmpty());
  EXPECT_THAT(ids(R"("Action": "*", "Resource": "*")"), Contains("identity-admin"));
  EXPECT_THAT(ids(R"("Action": "s3:*", "Resource": "*")"), Contains("identity-service-star"));
  EXPECT_THAT(ids(R"("NotAction": "s3:*", "Resource": "*")"), Contains("identity-notaction-allow"));
  EXPECT_THAT(ids(R"("Action": "iam:PassRole", "Resource": "*")"), Contains("identity-passrole-star"));
  EXPECT_THAT(ids(R"("Action": "iam:PutRolePolicy", "Resource": "*")"), Contains("identity-escalation"));
  EXPECT_THAT(ids(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b")"),
              Contains("identity-s3-bucket-for-object"));
  EXPECT_THAT(
      ids(R"("Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db")"),
      Contains("identity-secret-suffix"));
  EXPECT_THAT(
      ids(R"("Action": "iam:TagUser", "Resource": "arn:aws:iam::111122223333:user/a", "Condition": {"StringEquals": {"aws:TagKeys": "a"}})"),
      Contains("condition-multivalued-scalar"));
  EXPECT_THAT(
      ids(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})"),
      Contains("condition-private-address"));
}

}  // namespace
}  // namespace rolecall::policy
