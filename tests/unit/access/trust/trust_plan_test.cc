#include "access/trust/trust_plan.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "policy/storable/validate.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;

std::string IssuerOf(int number) {
  return "https://oidc.eks.eu-central-1.amazonaws.com/id/" + std::string(31, 'A') + std::to_string(number % 10) +
         (number < 10 ? "" : std::to_string(number / 10));
}

TrustRequest Request(int clusters, int subjects) {
  TrustRequest request{.account = "111122223333", .role = "app"};
  for (int i = 0; i < clusters; ++i) request.clusters.push_back({"c" + std::to_string(i), IssuerOf(i)});
  for (int i = 0; i < subjects; ++i) request.subjects.push_back({"team", "app-" + std::to_string(i), {}});
  return request;
}

// Who is trusted, as "PROVIDER SUBJECT"; each statement must be for one provider and have its audience.
std::set<std::string> Trusted(const TrustPlan& plan) {
  std::set<std::string> trusted;
  for (const PlannedRole& role : plan.roles) {
    const bj::value document = bj::parse(role.document);
    for (const bj::value& statement : document.at("Statement").as_array()) {
      const std::string provider(statement.at("Principal").at("Federated").as_string());
      const std::string host = provider.substr(provider.find('/') + 1);
      const bj::object& equals = statement.at("Condition").at("StringEquals").as_object();
      EXPECT_EQ(equals.at(host + ":aud"), bj::value("sts.amazonaws.com"));
      const bj::value& subjects = equals.at(host + ":sub");
      if (subjects.is_string()) trusted.insert(host + " " + std::string(subjects.as_string()));
      if (!subjects.is_array()) continue;
      for (const bj::value& one : subjects.as_array()) trusted.insert(host + " " + std::string(one.as_string()));
    }
  }
  return trusted;
}

void ExpectStorable(const TrustPlan& plan, std::size_t quota) {
  for (const PlannedRole& role : plan.roles) {
    EXPECT_FALSE(policy::CheckForWrite(role.document, policy::WriteKind::kTrust).has_value()) << role.document;
    EXPECT_EQ(role.size, policy::PolicySize(role.document));
    EXPECT_LE(role.size, quota);
    EXPECT_EQ(role.left, quota - role.size);
  }
}

TEST(TrustPlan, OneRoleIsEnoughForAFewClusters) {
  const auto plan = PlanTrust(Request(3, 2));
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  ASSERT_EQ(plan->roles.size(), 1u);
  EXPECT_EQ(plan->roles[0].name, "app");
  EXPECT_EQ(plan->whole_size, plan->roles[0].size);
  EXPECT_EQ(plan->providers, 3u);
  EXPECT_EQ(Trusted(*plan).size(), 6u);
  ExpectStorable(*plan, 2048);
}

TEST(TrustPlan, TheRoomThatItTellsIsThere) {
  const auto plan = PlanTrust(Request(2, 2));
  ASSERT_TRUE(plan.ok());
  ASSERT_GT(plan->more_clusters, 0u);
  const int more = static_cast<int>(plan->more_clusters);
  EXPECT_EQ(PlanTrust(Request(2 + more, 2))->roles.size(), 1u);
  EXPECT_EQ(PlanTrust(Request(3 + more, 2))->roles.size(), 2u);
}

TEST(TrustPlan, SeveralRolesTrustTogetherWhoWasNamedAndNobodyElse) {
  for (const auto& [clusters, subjects] : {std::pair(20, 3), std::pair(1, 200), std::pair(7, 40)}) {
    const TrustRequest request = Request(clusters, subjects);
    const auto plan = PlanTrust(request);
    ASSERT_TRUE(plan.ok());
    EXPECT_GT(plan->roles.size(), 1u);
    EXPECT_GT(plan->whole_size, request.quota);
    ExpectStorable(*plan, request.quota);
    std::set<std::string> wanted;
    for (const TrustCluster& cluster : request.clusters) {
      for (const TrustSubject& subject : request.subjects) {
        wanted.insert(cluster.issuer.substr(8) + " system:serviceaccount:team:" + subject.name);
      }
    }
    EXPECT_EQ(Trusted(*plan), wanted);
  }
}

TEST(TrustPlan, AHigherQuotaNeedsFewerRoles) {
  TrustRequest request = Request(20, 3);
  const std::size_t by_default = PlanTrust(request)->roles.size();
  request.quota = 8192;
  const auto raised = PlanTrust(request);
  EXPECT_LT(raised->roles.size(), by_default);
  ExpectStorable(*raised, 8192);
}

TEST(TrustPlan, AServiceAccountOfOneClusterIsTrustedFromThereOnly) {
  TrustRequest request = Request(2, 1);
  request.subjects.push_back({"ops", "admin", {"c1"}});
  const std::set<std::string> trusted = Trusted(*PlanTrust(request));
  EXPECT_TRUE(trusted.contains(IssuerOf(1).substr(8) + " system:serviceaccount:ops:admin"));
  EXPECT_FALSE(trusted.contains(IssuerOf(0).substr(8) + " system:serviceaccount:ops:admin"));
}

TEST(TrustPlan, ClustersOfOneIssuerAreToldToBeOne) {
  TrustRequest request = Request(2, 1);
  request.clusters[1].issuer = request.clusters[0].issuer;
  request.subjects.push_back({"ops", "admin", {"c1"}});
  const auto plan = PlanTrust(request);
  EXPECT_EQ(plan->providers, 1u);
  ASSERT_EQ(plan->warnings.size(), 1u);
  EXPECT_NE(plan->warnings[0].find("c0 and c1 have one issuer"), std::string::npos);
  EXPECT_EQ(plan->roles[0].clusters.size(), 2u);
}

TEST(TrustPlan, OtherWaysAreShorterThanManyClusters) {
  const auto plan = PlanTrust(Request(20, 3));
  EXPECT_LT(plan->shared_size, 2048u);
  EXPECT_LT(plan->pod_identity_size, plan->shared_size);
  EXPECT_TRUE(plan->warnings.empty());
  EXPECT_EQ(PlanTrust(Request(101, 1))->warnings.size(), 1u);
}

TEST(TrustPlan, NamesOfRolesStayWithinTheirBound) {
  TrustRequest request = Request(20, 3);
  request.role = std::string(64, 'r');
  std::set<std::string> names;
  const auto plan = PlanTrust(request);
  for (const PlannedRole& role : plan->roles) {
    EXPECT_LE(role.name.size(), 64u);
    EXPECT_TRUE(names.insert(role.name).second);
  }
}

TEST(TrustPlan, WhatCannotBeMeantIsRefused) {
  const auto refusal = [](auto change) {
    TrustRequest request = Request(1, 1);
    change(request);
    const auto plan = PlanTrust(request);
    return plan.ok() ? "" : plan.error().message;
  };
  EXPECT_NE(refusal([](TrustRequest& r) { r.account = "1"; }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.role = "a b"; }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.quota = 9000; }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.clusters.clear(); }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.subjects.clear(); }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.clusters[0].issuer = "http://a"; }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.clusters[0].issuer = "https://a:8443"; }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.clusters.push_back(r.clusters[0]); }), "");
  EXPECT_NE(refusal([](TrustRequest& r) { r.subjects[0].name = "*"; }), "");
  EXPECT_EQ(refusal([](TrustRequest& r) { r.subjects[0].clusters = {"nowhere"}; }), "there is no cluster nowhere");
}

TEST(TrustPlan, TheIndentedDocumentIsTheSameDocument) {
  const std::string document = PlanTrust(Request(2, 2))->roles[0].document;
  const std::string indented = IndentedDocument(document);
  EXPECT_EQ(bj::parse(indented), bj::parse(document));
  EXPECT_NE(indented.find("\n  \"Statement\": [\n"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::access
