#include "policy/lint/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rolecall::policy {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr char kIssuer[] = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
constexpr char kProvider[] = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";

std::vector<std::string> Ids(const std::vector<Finding>& findings) {
  std::vector<std::string> ids;
  for (const Finding& finding : findings) ids.emplace_back(finding.rule->code);
  return ids;
}

std::vector<Finding> LintTrust(std::string_view text, const LintContext& context) {
  return LintPolicy(text, DocumentKind::kTrust, context);
}

std::vector<Finding> LintIdentity(std::string_view text) { return LintPolicy(text, DocumentKind::kIdentity, {}); }

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
  EXPECT_THAT(ids(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b")"), Contains("resource-never-matches"));
  EXPECT_THAT(
      ids(R"("Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db")"),
      Contains("secret-arn-suffix"));
  EXPECT_THAT(
      ids(R"("Action": "iam:TagUser", "Resource": "arn:aws:iam::111122223333:user/a", "Condition": {"StringEquals": {"aws:TagKeys": "a"}})"),
      Contains("condition-multivalued-scalar"));
  EXPECT_THAT(
      ids(R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})"),
      Contains("condition-private-address"));
}

// What the engine refutes is not said.
TEST(LintTrust, SaysNothingWhereADenyClosesWhatAnAllowLeavesOpen) {
  std::string text = Trust(R"({"StringEquals": {"ISS:aud": "sts.amazonaws.com"}})");
  const std::string issuer = kIssuer;
  const std::string deny = R"(, {"Effect": "Deny", "Principal": {"Federated": ")" + std::string(kProvider) +
                           R"("}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringNotEquals": {")" +
                           issuer + R"(:sub": "system:serviceaccount:secrets:reader"}}})";
  EXPECT_THAT(Ids(LintTrust(text, {})), Contains("trust-oidc-no-sub"));
  text.insert(text.size() - 2, deny);
  EXPECT_THAT(Ids(LintTrust(text, {})), Not(Contains("trust-oidc-no-sub")));
}

TEST(LintTrust, ANarrowerConditionBesideAWildcardIsEnough) {
  EXPECT_THAT(LintIds(R"({"StringLike": {"ISS:sub": "*"},
      "StringEquals": {"ISS:sub": "system:serviceaccount:secrets:reader", "ISS:aud": "sts.amazonaws.com"}})"),
              Not(Contains("trust-oidc-sub-any")));
}

TEST(LintTrust, WrongKeyIsTheCauseAndNotTheMissingSubject) {
  const std::vector<std::string> ids = LintIds(
      R"({"StringEquals": {"https://ISS:sub": "system:serviceaccount:secrets:reader", "ISS:aud": "sts.amazonaws.com"}})");
  EXPECT_THAT(ids, ElementsAre("trust-oidc-key-form"));
  // Under IfExists a key that is never there lets everybody in.
  const std::vector<std::string> open = LintIds(
      R"({"StringEqualsIfExists": {"oidc.eks.eu-central-1.amazonaws.com/id/OTHER:sub": "system:serviceaccount:a:b"},
          "StringEquals": {"ISS:aud": "sts.amazonaws.com"}})");
  EXPECT_THAT(open, UnorderedElementsAre("trust-oidc-issuer-mismatch", "trust-oidc-no-sub"));
}

TEST(LintTrust, ProviderArnsPutTogetherWronglyAreNamed) {
  for (const char* provider :
       {"arn:aws:iam::111122223333:oidc-provider//oidc.eks.eu-central-1.amazonaws.com/id/ABC",
        "arn:aws:iam::111122223333:oidc-provider/https://oidc.eks.eu-central-1.amazonaws.com/id/ABC",
        "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC/",
        "arn:aws:iam::111122223333:oidc-provider/", "arn:aws:iam//111122223333:oidc-provider:x:y"}) {
    EXPECT_THAT(Ids(LintTrust(Trust(kGood, provider), {})), Contains("trust-oidc-provider-missing")) << provider;
  }
}

TEST(LintTrust, PlacesAreJsonPointers) {
  const std::vector<Finding> findings = LintTrust(Trust(R"({"StringEquals": {"ISS:sub": "system:serviceaccount:a:b*",
      "ISS:aud": "sts.amazonaws.com"}})"),
                                                  {});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pointer,
            "/Statement/0/Condition/StringEquals/oidc.eks.eu-central-1.amazonaws.com~1id~1ABC:sub");
}

TEST(LintIdentity, NamesOperatorsThatDoNotExist) {
  const std::vector<Finding> findings = LintIdentity(
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
          "Condition": {"StringMatches": {"aws:PrincipalTag/a": "b"}}}})");
  EXPECT_THAT(Ids(findings), ElementsAre("condition-unknown-operator"));
}

TEST(LintIdentity, PassRoleEscalatesOnlyWithTheServiceThatTakesIt) {
  const auto ids = [](const std::string& service) {
    return Ids(LintIdentity(R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*",
       "Condition": {"StringEquals": {"iam:PassedToService": ")" +
                            service + R"("}}},
      {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}]})"));
  };
  EXPECT_THAT(ids("ec2.amazonaws.com"), Contains("identity-passrole-escalation"));
  EXPECT_THAT(ids("eks.amazonaws.com"), Not(Contains("identity-passrole-escalation")));
}

TEST(LintIdentity, EscalationClosedByADenyOrABoundaryOfResourcesIsNone) {
  const auto ids = [](const std::string& more) {
    return Ids(LintIdentity(R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/*"})" +
                            more + "]}"));
  };
  EXPECT_THAT(ids(""), Contains("identity-escalation"));
  EXPECT_THAT(ids(R"(, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"})"),
              AllOf(Not(Contains("identity-escalation")), Contains("policy-dead-allow")));
}

TEST(LintIdentity, WildcardsAreJudgedByTheActionsTheyMatch) {
  const auto ids = [](const std::string& action) {
    return Ids(LintIdentity(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ")" + action +
                            R"(", "Resource": "arn:aws:example:::x"}})"));
  };
  EXPECT_THAT(ids("secretsmanager:Get*"), Not(Contains("action-matches-nothing")));
  EXPECT_THAT(ids("secretsmanager:Gte*"), Contains("action-matches-nothing"));
  EXPECT_THAT(ids("ec2:DescribeInstances"), Not(Contains("action-unknown")));
  EXPECT_THAT(ids("ec2:DescribeInstanzes"), Contains("action-unknown"));
  EXPECT_THAT(ids("dynamodb:NoSuchThing"), Contains("action-unknown"));
  EXPECT_THAT(ids("deeplens:Anything"), Not(Contains("action-unknown")));  // AWS lists it no more
}

TEST(LintKind, IsGuessedFromPrincipalsAndActions) {
  EXPECT_EQ(GuessKind(Trust(kGood)), DocumentKind::kTrust);
  EXPECT_EQ(GuessKind(R"({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})"),
            DocumentKind::kIdentity);
  EXPECT_EQ(GuessKind(R"({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}})"),
            DocumentKind::kResource);
  EXPECT_EQ(GuessKind("nonsense"), DocumentKind::kIdentity);
}

TEST(ApplyEdits, LeavesOutEditsThatOverlap) {
  EXPECT_EQ(ApplyEdits("abcdef", {{{1, 3}, "X"}, {{2, 4}, "Y"}, {{4, 5}, ""}}), "aXdf");
  EXPECT_EQ(ApplyEdits("abc", {{{3, 9}, "X"}}), "abc");
}

}  // namespace
}  // namespace rolecall::policy
