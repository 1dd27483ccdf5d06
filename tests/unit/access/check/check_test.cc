#include "access/check/check.h"

#include <gtest/gtest.h>

#include "access/check/contract.h"
#include "access/check/document_model.h"
#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kIssuer;
using testing::SubAndAud;
using testing::Trust;

std::string Statements(const std::string& list) { return R"({"Version":"2012-10-17","Statement":[)" + list + "]}"; }
std::string Allow(const std::string& action, const std::string& resource) {
  return R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource + "\"}";
}
std::string Resource(const std::string& principal, const std::string& condition = "",
                     const std::string& effect = "Allow") {
  return Statements(R"({"Effect":")" + effect + R"(","Principal":)" + principal +
                    R"(,"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*")" + condition + "}");
}

bool IsPublic(const std::string& policy) {
  IdentityModel model;
  model.account_id = "054000737513";
  model.resources = {{"arn:aws:s3:::data", {}}};
  model.resources[0].policy.text = policy;
  const CheckReport report = NoPublic(model);
  EXPECT_FALSE(report.undecided()) << CheckText(report);
  return report.violated();
}

bool TrustIsPublic(const std::string& trust) {
  Chain chain;
  chain.role().trust.text = trust;
  const CheckReport report = NoPublic(chain.model);
  EXPECT_FALSE(report.undecided()) << CheckText(report);
  return report.violated();
}

TEST(NoPublic, SeesPoliciesThatLetInStrangers) {
  EXPECT_TRUE(IsPublic(Resource("\"*\"")));
  EXPECT_TRUE(IsPublic(Resource(R"({"AWS":"*"})")));
  EXPECT_TRUE(IsPublic(Resource("\"*\"", R"(,"Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})")));
  EXPECT_TRUE(IsPublic(Resource("\"*\"", R"(,"Condition":{"StringLike":{"aws:PrincipalOrgID":"o-*"}})")));
  EXPECT_TRUE(IsPublic(Resource("\"*\"", R"(,"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-ours"}})")));
  EXPECT_TRUE(IsPublic(Resource("\"*\"", R"(,"Condition":{"Bool":{"aws:SecureTransport":"true"}})")));
}

TEST(NoPublic, ConditionsThatAStrangerCannotMeetCount) {
  EXPECT_FALSE(IsPublic(Resource("\"*\"", R"(,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-ours"}})")));
  EXPECT_FALSE(IsPublic(Resource("\"*\"", R"(,"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})")));
  EXPECT_FALSE(IsPublic(Resource("\"*\"", R"(,"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}})")));
  EXPECT_FALSE(IsPublic(
      Resource("\"*\"", R"(,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::054000737513:role/*"}})")));
  EXPECT_FALSE(IsPublic(Resource(R"({"AWS":"222233334444"})")));
  EXPECT_FALSE(IsPublic(Resource("\"*\"", "", "Deny")));
}

TEST(NoPublic, SeesTrustPoliciesThatLetInStrangers) {
  EXPECT_TRUE(TrustIsPublic(Statements(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"})")));
  EXPECT_FALSE(TrustIsPublic(Trust(SubAndAud("system:serviceaccount:ns:app"))));
  EXPECT_FALSE(TrustIsPublic(
      Statements(R"({"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"})")));
  const std::string github = "arn:aws:iam::054000737513:oidc-provider/token.actions.githubusercontent.com";
  const auto of = [&](const std::string& subject) {
    return Trust(R"({"StringLike":{"token.actions.githubusercontent.com:sub":")" + subject + "\"}}", github);
  };
  EXPECT_TRUE(TrustIsPublic(of("repo:*")));
  EXPECT_TRUE(TrustIsPublic(of("*")));
  EXPECT_FALSE(TrustIsPublic(of("repo:ours/app:*")));
}

TEST(NotGranted, NamesWhoIsAllowedAndByWhichRequest) {
  Chain chain;
  CheckReport report = NotGranted(chain.model, {{"secretsmanager:*"}, {"arn:aws:secretsmanager:*:*:secret:app/*"}});
  ASSERT_EQ(report.violations.size(), 1u);
  EXPECT_EQ(report.violations[0].who, "ns/app");
  EXPECT_TRUE(report.violations[0].example.starts_with("secretsmanager:GetSecretValue on arn:aws:secretsmanager:"))
      << report.violations[0].example;
  EXPECT_TRUE(NotGranted(chain.model, {{"secretsmanager:*"}, {"arn:aws:secretsmanager:*:*:secret:other/*"}})
                  .violations.empty());
  EXPECT_TRUE(NotGranted(chain.model, {{"iam:*"}, {}}).violations.empty());
  chain.policy() = Statements(Allow("*", "*") + R"(,{"Effect":"Deny","Action":"iam:*","Resource":"*"})");
  EXPECT_TRUE(NotGranted(chain.model, {{"iam:*"}, {}}).violations.empty()) << "a Deny counts";
  EXPECT_TRUE(NotGranted(chain.model, {{"s3:*"}, {}}).violated());
}

TEST(NotGranted, AnUnknownPolicyIsNotDecided) {
  Chain chain;
  chain.role().attached.push_back({"arn:aws:iam::054000737513:policy/new", {}});
  const CheckReport report = NotGranted(chain.model, {{"iam:*"}, {}});
  EXPECT_FALSE(report.violated());
  EXPECT_TRUE(report.undecided());
  EXPECT_NE(CheckText(report).find("not-granted: undecided"), std::string::npos);
}

TEST(NoNewAccess, IsAboutWhatIsMore) {
  const auto compare = [](const std::string& before, const std::string& after, policy::DocumentKind kind) {
    return NoNewAccess(ModelOfPolicy(before, kind), ModelOfPolicy(after, kind)).violated();
  };
  using Kind = policy::DocumentKind;
  EXPECT_FALSE(compare(Statements(Allow("s3:*", "*")), Statements(Allow("s3:Get*", "*")), Kind::kIdentity));
  EXPECT_TRUE(compare(Statements(Allow("s3:Get*", "*")), Statements(Allow("s3:*", "*")), Kind::kIdentity));
  EXPECT_TRUE(compare(Resource(R"({"AWS":"222233334444"})"), Resource("\"*\""), Kind::kResource));
  EXPECT_FALSE(compare(Resource("\"*\""), Resource(R"({"AWS":"222233334444"})"), Kind::kResource));
  EXPECT_TRUE(compare(Trust(SubAndAud("system:serviceaccount:ns:app")), Trust("{}"), Kind::kTrust));
  EXPECT_FALSE(compare(Trust("{}"), Trust(SubAndAud("system:serviceaccount:ns:app")), Kind::kTrust));
}

constexpr const char* kContracts = R"(
deny "only app may read" {
  actions   = ["secretsmanager:GetSecretValue"]
  resources = ["arn:aws:secretsmanager:*:*:secret:app/*"]
  except    = ["ns/app"]
}
allow "app reads" {
  principals = ["ns/app"]
  actions    = ["secretsmanager:GetSecretValue"]
  resources  = ["arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/*"]
}
)";

Contracts MustRead(const std::string& text) {
  diag::Diagnostics diagnostics;
  Contracts contracts = ReadContracts("access.rolecall.hcl", text, diagnostics);
  EXPECT_FALSE(diagnostics.HasErrors()) << diagnostics.list().front().summary << diagnostics.list().front().detail;
  return contracts;
}

TEST(Contracts, HoldOrNameWhoBreaksThem) {
  const Contracts contracts = MustRead(kContracts);
  ASSERT_EQ(contracts.size(), 2u);
  Chain chain;
  EXPECT_TRUE(CheckContracts(contracts, chain.model).violations.empty());
  chain.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:other"));
  CheckReport report = CheckContracts(contracts, chain.model);
  ASSERT_EQ(report.violations.size(), 2u);
  EXPECT_EQ(report.violations[0].who, "ns/other");
  EXPECT_EQ(report.violations[1].who, "ns/app");
  EXPECT_EQ(report.violations[0].origin.range.start.line, 2);
  diag::Diagnostics diagnostics;
  AddContractDiagnostics(report, diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
}

TEST(Contracts, WhatIsAllowedUnderAConditionOnlyIsNotAllowed) {
  Chain chain;
  chain.policy() = Statements(
      R"({"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}}})");
  const CheckReport report = CheckContracts(MustRead(kContracts), chain.model);
  ASSERT_EQ(report.violations.size(), 1u);
  EXPECT_NE(report.violations[0].text.find("is not always allowed"), std::string::npos) << report.violations[0].text;
}

TEST(Contracts, MistakesHavePlaces) {
  const auto mistake = [](const std::string& text) {
    diag::Diagnostics diagnostics;
    EXPECT_TRUE(ReadContracts("access.rolecall.hcl", text, diagnostics).empty()) << text;
    if (!diagnostics.HasErrors()) return std::string("none");
    const diag::Diagnostic& first = diagnostics.list().front();
    return first.summary + " at " + std::to_string(first.subject.start.line);
  };
  EXPECT_EQ(mistake("deny \"x\" {\n  actions = [\"s3:*\"]\n}\n"), "Missing required argument at 1");
  EXPECT_EQ(mistake("deny \"x\" {\n  actions = \"s3:*\"\n  resources = [\"*\"]\n}\n"), "Invalid list at 2");
  EXPECT_EQ(mistake("deny \"x\" {\n  actions = [\"read\"]\n  resources = [\"*\"]\n}\n"), "Invalid action at 2");
  EXPECT_EQ(mistake("deny \"x\" {\n  actions = [\"s3:*\"]\n  resources = [\"bucket\"]\n}\n"), "Invalid resource at 3");
  EXPECT_EQ(mistake("deny \"x\" {\n  actions = [\"s3:*\"]\n  resources = [\"*\"]\n  who = []\n}\n"),
            "Unsupported argument at 4");
  EXPECT_EQ(mistake("forbid \"x\" {\n}\n"), "Unsupported block type at 1");
}

TEST(CheckTexts, AreForPeopleAndForMachines) {
  Chain chain;
  const CheckReport report = NotGranted(chain.model, {{"secretsmanager:GetSecretValue"}, {}});
  EXPECT_NE(CheckText(report).find("! ns/app is allowed secretsmanager:GetSecretValue on "), std::string::npos)
      << CheckText(report);
  EXPECT_NE(CheckJson(report).find(R"("outcome":"violated")"), std::string::npos);
  const std::string sarif = CheckSarif(report);
  EXPECT_NE(sarif.find(R"("version":"2.1.0")"), std::string::npos);
  EXPECT_NE(sarif.find(R"("level":"error")"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::access
