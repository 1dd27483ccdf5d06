#include "access/explain.h"

#include <gtest/gtest.h>

namespace rolecall::access {
namespace {

constexpr const char* kIssuer = "oidc.example.com/id/A";
constexpr const char* kProvider = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A";
constexpr const char* kRole = "arn:aws:iam::054000737513:role/k8s/App";
constexpr const char* kSecret = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/db-AbCdEf";

std::string Trust(const std::string& subject, const std::string& provider = kProvider) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":")" +
         provider + R"("},"Condition":{"StringEquals":{"oidc.example.com/id/A:sub":")" + subject + R"("}}}]})";
}

// A chain in which everything is right; each test breaks one thing.
ExplainQuestion Good() {
  ExplainQuestion question;
  question.account = {"ns", "app"};
  question.action = "secretsmanager:GetSecretValue";
  question.resource = kSecret;
  question.region = "eu-central-1";
  question.role_arn = kRole;
  question.role = RoleView{
      kRole,
      "App",
      "AROAQZEVR3TU7U26A2MUZ",
      Trust("system:serviceaccount:ns:app"),
      {{"inline policy p",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:app/*"}]})"}},
      std::nullopt,
      {}};
  question.providers = {{kProvider, kIssuer, {"sts.amazonaws.com"}}};
  question.issuer = std::string("https://") + kIssuer;
  question.audience = "sts.amazonaws.com";
  return question;
}

// The name of the first link that fails.
std::string FirstFailure(const ExplainQuestion& question) {
  const ExplainAnswer answer = Explain(question);
  EXPECT_FALSE(answer.allowed);
  EXPECT_NE(answer.cause, "");
  for (const ChainLink& link : answer.links) {
    if (!link.good) return link.name;
  }
  return "";
}

TEST(Explain, AGoodChainIsAllowed) {
  const ExplainAnswer answer = Explain(Good());
  EXPECT_TRUE(answer.allowed) << ToText(Good(), answer, false);
  EXPECT_EQ(answer.links.size(), 6u);
}

TEST(Explain, NamesTheLinkThatFails) {
  ExplainQuestion question = Good();
  question.role_arn = "";
  question.no_role_reason = "no annotation";
  EXPECT_EQ(FirstFailure(question), "service account");
  question = Good();
  question.role.reset();
  EXPECT_EQ(FirstFailure(question), "role");
  question = Good();
  question.issuer += "/";
  EXPECT_EQ(FirstFailure(question), "provider");
  question = Good();
  question.providers[0].client_ids = {"sts.amazon.com"};
  EXPECT_EQ(FirstFailure(question), "token");
  question = Good();
  question.role->trust = Trust("system:serviceaccount:ns:other");
  EXPECT_EQ(FirstFailure(question), "trust policy");
  question = Good();
  question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  EXPECT_EQ(FirstFailure(question), "permissions");
}

TEST(Explain, ABoundaryAndADenyAreNamed) {
  ExplainQuestion question = Good();
  question.role->boundary = NamedDocument{
      "boundary", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})"};
  EXPECT_NE(Explain(question).cause.find("permissions boundary"), std::string::npos);
  question = Good();
  question.resource_policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]})";
  EXPECT_NE(Explain(question).cause.find("Deny"), std::string::npos);
}

TEST(Explain, NamesTheStatementThatCameNearest) {
  ExplainQuestion question = Good();
  question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  const std::string text = ToText(question, Explain(question), false);
  EXPECT_NE(text.find("statement 1 of inline policy p"), std::string::npos) << text;
  EXPECT_NE(text.find("DENIED"), std::string::npos);
  EXPECT_NE(text.find("Fix:"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::access
