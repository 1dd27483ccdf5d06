#include "access/who_can/principal_can.h"

#include <gtest/gtest.h>

#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kRole;
using Texts = std::vector<std::string>;

std::string Statements(const std::string& statements) {
  return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}

PrincipalCanAnswer Of(const Chain& chain, const std::string& principal = kRole) {
  return PrincipalCan({&chain.model, principal, "eu-central-1"});
}

TEST(PrincipalCan, PutsTogetherWhatIsAboutTheSameResources) {
  Chain chain;
  chain.policy() = Statements(
      R"({"Effect":"Allow","Action":["s3:GetObject","s3:Get*"],"Resource":"arn:aws:s3:::b/*"},
         {"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*"},
         {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":"a/*"}}},
         {"Effect":"Deny","Action":"s3:DeleteObject","Resource":"*"})");
  const PrincipalCanAnswer answer = Of(chain, "App");
  ASSERT_TRUE(answer.found);
  ASSERT_EQ(answer.grants.size(), 2u);
  EXPECT_EQ(answer.grants[0].actions, (Texts{"s3:Get*", "s3:PutObject"}));
  EXPECT_EQ(answer.grants[0].resources, Texts{"arn:aws:s3:::b/*"});
  EXPECT_EQ(answer.grants[0].sources.size(), 2u);
  EXPECT_FALSE(answer.grants[0].is_blocked);
  EXPECT_EQ(answer.grants[1].conditions, Texts{"StringLike s3:prefix = a/*"});
  ASSERT_EQ(answer.denies.size(), 1u);
  const std::string text = ToText(answer);
  EXPECT_NE(text.find("s3:Get*, s3:PutObject\n      on      arn:aws:s3:::b/*"), std::string::npos) << text;
  EXPECT_NE(text.find("Never:"), std::string::npos);
  EXPECT_NE(ToJson(answer).find(R"("actions":["s3:Get*","s3:PutObject"])"), std::string::npos);
}

TEST(PrincipalCan, SaysWhatADenyOrTheBoundaryTakesAway) {
  Chain chain;
  chain.policy() = Statements(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"},
                                 {"Effect":"Deny","Action":"s3:*","Resource":"*"})");
  EXPECT_TRUE(Of(chain).grants[0].is_blocked);
  chain.policy() = Statements(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"})");
  EXPECT_FALSE(Of(chain).grants[0].is_blocked);
  chain.role().boundary_arn = "arn:aws:iam::054000737513:policy/b";
  const PrincipalCanAnswer unknown = Of(chain);
  EXPECT_TRUE(unknown.grants[0].is_blocked);
  EXPECT_EQ(unknown.remarks.size(), 1u);
}

TEST(PrincipalCan, NobodyOfThatNameIsFound) {
  Chain chain;
  EXPECT_FALSE(Of(chain, "Other").found);
  chain.model.policies.clear();
  const PrincipalCanAnswer answer = Of(chain);
  EXPECT_TRUE(answer.grants.empty());
  EXPECT_FALSE(answer.remarks.empty()) << "the attached policy is not known";
}

}  // namespace
}  // namespace rolecall::access
