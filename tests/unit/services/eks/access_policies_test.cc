#include "tests/unit/services/eks/access_entry_fixture.h"

namespace rolecall::services::eks {
namespace {

TEST_F(AccessEntryTest, PoliciesAreGivenShownRescopedAndTaken) {
  Enter(kRoleArn);
  const Reply given = Give(kRoleArn, kViewPolicy, {{"type", "namespace"}, {"namespaces", {"dev-*", "default"}}});
  ASSERT_EQ(given.Outcome(), "200");
  EXPECT_EQ(given.At("clusterName"), "main");
  EXPECT_EQ(given.At("principalArn"), kRoleArn);
  EXPECT_EQ(given.At("associatedAccessPolicy/policyArn"), kViewPolicy);
  EXPECT_EQ(given.At("associatedAccessPolicy/accessScope/type"), "namespace");
  EXPECT_EQ(given.All("associatedAccessPolicy/accessScope/namespaces"), (std::vector<std::string>{"dev-*", "default"}));
  Give(kRoleArn, kEditPolicy, {{"type", "cluster"}, {"namespaces", bj::array()}});
  clock().Advance(std::chrono::seconds(5));
  // The same policy again: with another scope.
  const Reply again = Give(kRoleArn, kViewPolicy, {{"type", "cluster"}});
  EXPECT_EQ(again.At("associatedAccessPolicy/associatedAt"), given.At("associatedAccessPolicy/associatedAt"));
  EXPECT_NE(again.At("associatedAccessPolicy/modifiedAt"), given.At("associatedAccessPolicy/modifiedAt"));
  const Reply list = Ask(Root(), "GET", PoliciesOf(kRoleArn));
  EXPECT_EQ(list.All("associatedAccessPolicies/policyArn"), (std::vector<std::string>{kEditPolicy, kViewPolicy}));
  EXPECT_EQ(list.All("associatedAccessPolicies/accessScope/type"), (std::vector<std::string>{"cluster", "cluster"}));
  EXPECT_EQ(list.At("principalArn"), kRoleArn);
  EXPECT_EQ(list.At("nextToken"), "null");

  const Reply page = Ask(Root(), "GET", PoliciesOf(kRoleArn) + "?maxResults=1");
  EXPECT_EQ(page.All("associatedAccessPolicies/policyArn"), std::vector<std::string>{kEditPolicy});
  const Reply rest =
      Ask(Root(), "GET", PoliciesOf(kRoleArn) + "?maxResults=1&nextToken=" + PercentEncode(page.At("nextToken")));
  EXPECT_EQ(rest.All("associatedAccessPolicies/policyArn"), std::vector<std::string>{kViewPolicy});
  EXPECT_EQ(rest.At("nextToken"), "null");

  const std::string one = PoliciesOf(kRoleArn) + "/" + PercentEncode(kViewPolicy);
  EXPECT_EQ(Ask(Root(), "DELETE", one).body, "{}");
  EXPECT_EQ(Ask(Root(), "DELETE", one).Outcome(),
            "404 ResourceNotFoundException: The specified policyArn could not be found.");
  EXPECT_EQ(Ask(Root(), "GET", PoliciesOf(kRoleArn)).All("associatedAccessPolicies/policyArn"),
            std::vector<std::string>{kEditPolicy});
  // They go with the entry.
  Ask(Root(), "DELETE", At(kRoleArn));
  Enter(kRoleArn);
  EXPECT_EQ(Ask(Root(), "GET", PoliciesOf(kRoleArn)).All("associatedAccessPolicies/policyArn").size(), 0u);
}

TEST_F(AccessEntryTest, WhatAnAssociationOfAPolicySaysIsChecked) {
  Enter(kRoleArn);
  const auto outcome = [&](const std::string& policy, const bj::object& scope) {
    return Give(kRoleArn, policy, scope).Outcome();
  };
  const bj::object cluster{{"type", "cluster"}};
  const std::string wrong = "400 InvalidParameterException: ";
  EXPECT_EQ(outcome("arn:aws:iam::aws:policy/AdministratorAccess", cluster),
            wrong + "The policyArn parameter format is not valid");
  EXPECT_EQ(outcome("view", cluster), wrong + "The policyArn parameter format is not valid");
  for (const char* policy :
       {"arn:aws:eks::aws:cluster-access-policy/None", "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        "arn:aws:eks:eu-central-1:aws:cluster-access-policy/AmazonEKSViewPolicy"}) {
    EXPECT_EQ(outcome(policy, cluster), "404 ResourceNotFoundException: The specified policyArn could not be found.");
  }
  EXPECT_EQ(outcome("arn:aws:eks::aws:cluster-access-policy/AmazonEKSComputeClusterPolicy", cluster),
            wrong + "The specified policyArn can only be associated with service-linked roles");
  EXPECT_EQ(outcome(kViewPolicy, {{"type", "namespace"}}),
            wrong + "At least 1 namespace must be provided if the type is set as namespace");
  EXPECT_EQ(outcome(kViewPolicy, {{"type", "cluster"}, {"namespaces", {"a"}}}),
            wrong + "accessScope should not include namespaces if the type is not set as namespace");
  const auto code = [&](const bj::object& scope) { return Give(kRoleArn, kViewPolicy, scope).error_code; };
  EXPECT_EQ(code({{"type", "Cluster"}}), "InvalidParameterException");
  EXPECT_EQ(code({}), "InvalidParameterException");
  EXPECT_EQ(code({{"type", "namespace"}, {"namespaces", {"A b"}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"type", "namespace"}, {"namespaces", {""}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"type", "namespace"}, {"namespaces", {std::string(64, 'a')}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"type", "namespace"}, {"namespaces", bj::array(1001, "a")}}), "InvalidParameterException");
  EXPECT_EQ(code({{"type", "namespace"}, {"namespaces", "a"}}), "SerializationException");
  EXPECT_EQ(Ask(Root(), "POST", PoliciesOf(kRoleArn), {{"policyArn", kViewPolicy}}).error_code,
            "InvalidParameterException");
  EXPECT_EQ(Give(kUserArn, kViewPolicy, cluster).Outcome(),
            "404 ResourceNotFoundException: The specified principalArn could not be found. You can view your available "
            "access entries with 'list-access-entries'.");
  EXPECT_EQ(Ask(Root(), "GET", PoliciesOf(kUserArn)).error_code, "ResourceNotFoundException");
  EXPECT_EQ(Ask(Root(), "GET", PoliciesOf(kRoleArn)).All("associatedAccessPolicies/policyArn").size(), 0u);
}

TEST_F(AccessEntryTest, EntriesOfNodesHaveNoPolicies) {
  Enter(kRoleArn, {{"type", "FARGATE_LINUX"}});
  EXPECT_EQ(Give(kRoleArn, kViewPolicy, {{"type", "cluster"}}).Outcome(),
            "400 InvalidParameterException: This operation can only be performed on Access Entries with a type of "
            "\"STANDARD\".");
  Ask(Root(), "DELETE", At(kRoleArn));
  // But those of EKS Auto Mode.
  Enter(kRoleArn, {{"type", "EC2"}});
  EXPECT_EQ(
      Give(kRoleArn, "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy", {{"type", "cluster"}}).Outcome(),
      "200");
}

TEST_F(AccessEntryTest, EksOwnPoliciesAreListed) {
  const Reply all = Ask(Root(), "GET", "/access-policies");
  const std::vector<std::string> names = all.All("accessPolicies/name");
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_NE(std::ranges::find(names, "AmazonEKSClusterAdminPolicy"), names.end());
  EXPECT_EQ(all.All("accessPolicies/arn").front(), "arn:aws:eks::aws:cluster-access-policy/" + names.front());
  std::vector<std::string> paged;
  std::string token;
  do {
    const Reply page = Ask(
        Root(), "GET", "/access-policies?maxResults=10" + (token.empty() ? "" : "&nextToken=" + PercentEncode(token)));
    for (const std::string& name : page.All("accessPolicies/name")) paged.push_back(name);
    token = page.At("nextToken");
  } while (token != "null");
  EXPECT_EQ(paged, names);
  services::testing::ExpectDenied(Ask(NewUser("bob"), "GET", "/access-policies"), "eks:ListAccessPolicies");
}

TEST_F(AccessEntryTest, APolicysScopeIsForConditions) {
  Enter(kRoleArn);
  const std::string allowed =
      R"({"Effect":"Allow","Action":["eks:AssociateAccessPolicy","eks:DisassociateAccessPolicy"],)"
      R"("Resource":"arn:aws:eks:*:*:access-entry/main/role/054000737513/app/*",)"
      R"("Condition":{"ArnLike":{"eks:policyArn":"arn:*:eks::aws:*/AmazonEKSViewPolicy","eks:principalArn":"arn:aws:iam::*:role/app"},)"
      R"("StringEquals":{"eks:accessScope":"namespace","eks:clusterName":"main"},)"
      R"("ForAllValues:StringLike":{"eks:namespaces":"dev-*"}}})";
  const Caller bob = NewUser("bob", allowed);
  const auto give = [&](const char* policy, const bj::object& scope) {
    return Ask(bob, "POST", PoliciesOf(kRoleArn), {{"policyArn", policy}, {"accessScope", scope}});
  };
  EXPECT_EQ(give(kViewPolicy, {{"type", "namespace"}, {"namespaces", {"dev-a"}}}).Outcome(), "200");
  services::testing::ExpectDenied(give(kViewPolicy, {{"type", "cluster"}}), "eks:AssociateAccessPolicy");
  services::testing::ExpectDenied(give(kViewPolicy, {{"type", "namespace"}, {"namespaces", {"dev-a", "prod"}}}),
                                  "eks:AssociateAccessPolicy");
  services::testing::ExpectDenied(give(kEditPolicy, {{"type", "namespace"}, {"namespaces", {"dev-a"}}}),
                                  "eks:AssociateAccessPolicy");
  const std::string one = PoliciesOf(kRoleArn) + "/" + PercentEncode(kViewPolicy);
  Give(kRoleArn, kViewPolicy, {{"type", "cluster"}});
  services::testing::ExpectDenied(Ask(bob, "DELETE", one), "eks:DisassociateAccessPolicy");
  Give(kRoleArn, kViewPolicy, {{"type", "namespace"}, {"namespaces", {"dev-a"}}});
  EXPECT_EQ(Ask(bob, "DELETE", one).Outcome(), "200");
}

}  // namespace
}  // namespace rolecall::services::eks
