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
  Role role;
  role.arn = kRole;
  role.name = "App";
  role.unique_id = "AROAQZEVR3TU7U26A2MUZ";
  role.trust.text = Trust("system:serviceaccount:ns:app");
  role.inline_policies.push_back(
      {"inline policy p",
       R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:app/*"}]})"});
  question.model.roles.push_back(role);
  question.model.providers = {{kProvider, kIssuer, {"sts.amazonaws.com"}, {}}};
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
  question.model.roles.clear();
  EXPECT_EQ(FirstFailure(question), "role");
  question = Good();
  question.issuer += "/";
  EXPECT_EQ(FirstFailure(question), "provider");
  question = Good();
  question.model.providers[0].client_ids = {"sts.amazon.com"};
  EXPECT_EQ(FirstFailure(question), "token");
  question = Good();
  question.model.roles[0].trust.text = Trust("system:serviceaccount:ns:other");
  EXPECT_EQ(FirstFailure(question), "trust policy");
  question = Good();
  question.resource = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/db-AbCdEf";
  EXPECT_EQ(FirstFailure(question), "permissions");
}

TEST(Explain, ABoundaryAndADenyAreNamed) {
  ExplainQuestion question = Good();
  const std::string boundary = "arn:aws:iam::054000737513:policy/b";
  question.model.roles[0].boundary_arn = boundary;
  question.model.policies[boundary].document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})";
  EXPECT_NE(Explain(question).cause.find("permissions boundary"), std::string::npos);
  question = Good();
  question.model.resources.push_back({kSecret, {}});
  question.model.resources.back().policy.text =
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
