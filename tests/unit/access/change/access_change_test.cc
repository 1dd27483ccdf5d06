#include "access/change/access_change.h"

#include <gtest/gtest.h>

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

// The lines from one policy to another.
std::string Lines(const std::string& before, const std::string& after) {
  Chain old, now;
  old.policy() = before;
  now.policy() = after;
  std::string text;
  for (const AccessLine& line : AccessLines(CompareAccess(old.model, now.model))) text += line.message + "\n";
  return text;
}

constexpr const char* kApp = "arn:aws:secretsmanager:*:*:secret:app/*";

TEST(AccessChange, OnlyWhatIsGainedAndLostIsTold) {
  const std::string get = Allow("secretsmanager:GetSecretValue", kApp);
  EXPECT_EQ(Lines(Statements(get), Statements(get + "," + Allow("s3:GetObject", "*"))),
            "ns/app: + s3:GetObject on *\n");
  EXPECT_EQ(Lines(Statements(get + "," + Allow("s3:GetObject", "*")), Statements(get)),
            "ns/app: - s3:GetObject on *\n");
}

TEST(AccessChange, AnotherWayToSayTheSameIsNoChange) {
  const std::string one = R"({"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"})";
  const std::string two = Allow("s3:PutObject", "*") + "," + Allow("s3:GetObject", "*");
  EXPECT_EQ(Lines(Statements(one), Statements(two)), "");
  // What a wider grant covers is not gained.
  EXPECT_EQ(Lines(Statements(Allow("s3:*", "*")), Statements(Allow("s3:*", "*") + "," + Allow("s3:Get*", "*"))), "");
}

TEST(AccessChange, ADenyTakesAwayAndABoundaryNarrows) {
  const std::string get = Allow("secretsmanager:GetSecretValue", kApp);
  EXPECT_EQ(
      Lines(Statements(get), Statements(get + R"(,{"Effect":"Deny","Action":"secretsmanager:*","Resource":"*"})")),
      "ns/app: - secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/*\n");
  Chain old, now;
  now.role().boundary_arn = "arn:aws:iam::054000737513:policy/b";
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("s3:*", "*"));
  const AccessChanges changes = CompareAccess(old.model, now.model);
  ASSERT_EQ(changes.changes.size(), 1u);
  EXPECT_FALSE(changes.changes[0].gained);
}

TEST(AccessChange, ARoleThatOpensWideIsMarked) {
  Chain old, now;
  now.role().trust.text = Trust(std::string("{\"StringEquals\":{\"") + kIssuer + ":aud\":\"sts.amazonaws.com\"}}");
  const std::string text = AccessText(CompareAccess(old.model, now.model), false);
  EXPECT_NE(text.find("! any service account of the cluster can now assume App (no :sub condition)"), std::string::npos)
      << text;
}

TEST(AccessChange, TheTextNamesWhoWhatAndUnderWhichConditions) {
  Chain old, now;
  now.policy() = Statements(
      Allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/*") +
      R"(,{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}}})");
  old.policy() = Statements(Allow("s3:GetObject", "arn:aws:s3:::data/*"));
  old.model.account_id = now.model.account_id = "054000737513";
  EXPECT_EQ(AccessText(CompareAccess(old.model, now.model), false), R"(
Changes to access of service accounts:
  ns/app  + secretsmanager:GetSecretValue on …:secret:app/*
  ns/app  + sqs:* on * if StringEquals aws:RequestedRegion eu-central-1
  ns/app  - s3:GetObject on …:data/*
)");
}

TEST(AccessChange, AnotherSubjectMovesTheAccess) {
  Chain old, now;
  now.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:other"));
  const AccessChanges changes = CompareAccess(old.model, now.model);
  ASSERT_EQ(changes.changes.size(), 2u);
  EXPECT_EQ(changes.changes[0].who, "ns/app");
  EXPECT_FALSE(changes.changes[0].gained);
  EXPECT_EQ(changes.changes[1].who, "ns/other");
  EXPECT_TRUE(changes.changes[1].gained);
}

TEST(AccessChange, NothingIsSaidWithoutRolesForServiceAccounts) {
  Chain old, now;
  for (Chain* chain : {&old, &now}) {
    chain->role().trust.text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
  }
  now.policy() = Statements(Allow("*", "*"));
  EXPECT_EQ(AccessText(CompareAccess(old.model, now.model), false), "");
}

TEST(AccessChange, ARoleThatClosesIsTold) {
  Chain old, now;
  old.role().trust.text = Trust(std::string("{\"StringEquals\":{\"") + kIssuer + ":aud\":\"sts.amazonaws.com\"}}");
  const AccessChanges changes = CompareAccess(old.model, now.model);
  EXPECT_NE(AccessText(changes, false)
                .find("  - any service account of the cluster (no :sub condition) can no longer "
                      "assume App\n"),
            std::string::npos)
      << AccessText(changes, false);
  ASSERT_FALSE(AccessLines(changes).empty());
  EXPECT_NE(AccessLines(changes)[0].json.find(R"("change":"close")"), std::string::npos);
}

TEST(AccessChange, MachinesGetEverythingAndReadersTwentyLines) {
  Chain old, now;
  std::string statements = Allow("secretsmanager:GetSecretValue", kApp);
  for (int i = 0; i < 25; ++i) statements += "," + Allow("s3:GetObject", "arn:aws:s3:::b" + std::to_string(i) + "/*");
  now.policy() = Statements(statements);
  const AccessChanges changes = CompareAccess(old.model, now.model);
  const std::string text = AccessText(changes, true);
  EXPECT_NE(text.find("and 5 more changes (all with -json)"), std::string::npos) << text;
  EXPECT_NE(text.find("\033[32m+ s3:GetObject"), std::string::npos) << text;
  const std::string json = AccessJson(changes);
  std::size_t gains = 0;
  for (std::size_t at = json.find("gain"); at != std::string::npos; at = json.find("gain", at + 1)) ++gains;
  EXPECT_EQ(gains, 25u);
  EXPECT_EQ(AccessJson({}), "");
}

TEST(AccessChange, ANarrowDenyAndABoundaryAreConditionsOfTheGrant) {
  Chain old, now;
  old.policy() = Statements("");
  now.policy() = Statements(Allow("s3:GetObject", "arn:aws:s3:::b/*") +
                            R"(,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/secret/*"})");
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: + s3:GetObject on …:b/* if not s3:* on arn:aws:s3:::b/secret/*");
  now.policy() = Statements(Allow("s3:*", "*"));
  now.role().boundary_arn = "arn:aws:iam::054000737513:policy/limit";
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: + s3:* on * if within the boundary arn:aws:iam::054000737513:policy/limit")
      << "its text is not known";
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("s3:Get*", "*"));
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: + s3:* on * if within the boundary limit");
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("*", "*"));
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message, "ns/app: + s3:* on *");
}

}  // namespace
}  // namespace rolecall::access
