#include "access/model/trust_opening.h"

#include <gtest/gtest.h>

#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::kIssuer;
using testing::Trust;

// What the first opening says, or "nobody".
std::string First(const std::string& trust) {
  const policy::ParsedDocument parsed = policy::Parse(trust, policy::DocumentKind::kTrust);
  EXPECT_FALSE(parsed.malformed) << trust;
  const std::vector<TrustOpening> openings = OpeningsOf(parsed.document);
  return openings.empty() ? "nobody" : (openings[0].is_wide() ? "! " : "") + openings[0].Text();
}

std::string Sub(const std::string& operator_text, const std::string& subject) {
  return Trust("{\"" + operator_text + "\":{\"" + kIssuer + ":sub\":\"" + subject + "\"}}");
}

TEST(TrustOpening, ExactSubjectsAreServiceAccounts) {
  EXPECT_EQ(First(Sub("StringEquals", "system:serviceaccount:ns:app")), "ns/app");
  EXPECT_EQ(First(Sub("StringLike", "system:serviceaccount:ns:app")), "ns/app");
}

TEST(TrustOpening, WildcardsAreNamedByHowFarTheyReach) {
  EXPECT_EQ(First(Sub("StringLike", "system:serviceaccount:ns:*")), "! any service account of namespace ns");
  EXPECT_EQ(First(Sub("StringLike", "system:serviceaccount:*:app")),
            "! any service account whose subject matches system:serviceaccount:*:app");
  EXPECT_EQ(First(Sub("StringLike", "system:serviceaccount:ns*")),
            "! any service account whose subject matches system:serviceaccount:ns*");
  for (const char* all : {"*", "system:*", "system:serviceaccount:*", "system:serviceaccount:*:*"}) {
    EXPECT_EQ(First(Sub("StringLike", all)), std::string("! any service account of the cluster (") + all + ")");
  }
}

TEST(TrustOpening, WithoutASubjectTheWholeClusterIsIn) {
  const std::string wide = "! any service account of the cluster (no :sub condition)";
  EXPECT_EQ(First(Trust(std::string("{\"StringEquals\":{\"") + kIssuer + ":aud\":\"sts.amazonaws.com\"}}")), wide);
  // All but some are nearly all.
  EXPECT_EQ(First(Sub("StringNotEquals", "system:serviceaccount:ns:app")), wide);
  // Every token has a subject: operators that are true without one restrict as others do.
  EXPECT_EQ(First(Sub("StringEqualsIfExists", "system:serviceaccount:ns:app")),
            First(Sub("StringEquals", "system:serviceaccount:ns:app")));
  EXPECT_EQ(First(Sub("ForAllValues:StringEquals", "system:serviceaccount:ns:app")),
            First(Sub("StringEquals", "system:serviceaccount:ns:app")));
}

TEST(TrustOpening, WhatNeverMatchesLetsNobodyIn) {
  EXPECT_EQ(First(Sub("StringEquals", "system:serviceaccount:ns:*")), "nobody");
  EXPECT_EQ(First(Trust(R"({"StringEquals":{"oidc.example.com/id/B:sub":"system:serviceaccount:ns:app"}})")), "nobody");
  EXPECT_EQ(First(Trust(R"({"StringEquals":{"a":"b"}})", testing::kProvider, "sts:AssumeRole")), "nobody");
}

TEST(TrustOpening, OtherPrincipalsAreTold) {
  const auto aws = [](const std::string& principal) {
    return First(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":)" +
                 principal + "}]}");
  };
  EXPECT_EQ(aws(R"({"Service":"ec2.amazonaws.com"})"), "the service ec2.amazonaws.com");
  EXPECT_EQ(aws(R"({"AWS":"arn:aws:iam::111111111111:root"})"), "whoever the policies of account 111111111111 allow");
  EXPECT_EQ(aws(R"({"AWS":"*"})"), "! every AWS principal");
}

}  // namespace
}  // namespace rolecall::access
