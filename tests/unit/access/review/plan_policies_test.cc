#include "access/review/plan_policies.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "access/review/plan_document.h"

namespace rolecall::access {
namespace {

// A role in a module whose trust policy is a document that waits for the issuer of a cluster.
constexpr char kPlan[] = R"({
  "format_version": "1.2",
  "resource_changes": [
    {"address": "module.irsa[0].data.aws_iam_policy_document.trust", "mode": "data", "type": "aws_iam_policy_document",
     "name": "trust", "change": {"actions": ["read"], "before": null,
      "after": {"version": null, "statement": [{"sid": null, "effect": "Allow",
        "actions": ["sts:AssumeRoleWithWebIdentity"], "not_actions": null, "resources": null,
        "principals": [{"type": "Federated", "identifiers": [null]}],
        "condition": [{"test": "StringEquals", "values": ["system:serviceaccount:apps:web"]}]}]},
      "after_unknown": {"json": true, "statement": [{"actions": [false],
        "principals": [{"identifiers": [true]}], "condition": [{"variable": true, "values": [false]}]}]}}},
    {"address": "module.irsa[0].aws_iam_role.app[\"a.b\"]", "mode": "managed", "type": "aws_iam_role", "name": "app",
     "change": {"actions": ["create"], "before": null,
      "after": {"name": "app", "path": "/"}, "after_unknown": {"arn": true, "assume_role_policy": true}}},
    {"address": "module.irsa[0].module.inner.aws_iam_role.second", "mode": "managed", "type": "aws_iam_role",
     "name": "second", "change": {"actions": ["create"], "before": null,
      "after": {"name": "second", "path": "/"}, "after_unknown": {"arn": true, "assume_role_policy": true}}}],
  "configuration": {"root_module": {"module_calls": {"irsa": {"module": {
    "resources": [{"address": "aws_iam_role.app", "mode": "managed", "type": "aws_iam_role", "name": "app",
      "expressions": {"assume_role_policy": {"references":
        ["data.aws_iam_policy_document.trust.json", "data.aws_iam_policy_document.trust"]}}}],
    "module_calls": {"inner": {
      "expressions": {"trust": {"references": ["data.aws_iam_policy_document.trust.json"]}},
      "module": {"resources": [{"address": "aws_iam_role.second", "mode": "managed", "type": "aws_iam_role",
        "expressions": {"assume_role_policy": {"references": ["var.trust"]}}}]}}}}}}}}
})";

TEST(PlanPolicies, ADocumentThatWaitsForTheApplyIsReadAsFarAsThePlanKnowsIt) {
  const boost::json::value root = boost::json::parse(kPlan);
  const PlanPolicies policies(root.as_object());
  const std::optional<std::string> text =
      policies.TextFor("module.irsa[0].aws_iam_role.app[\"a.b\"]", "assume_role_policy");
  ASSERT_TRUE(text.has_value());
  EXPECT_NE(text->find(R"("Action":["sts:AssumeRoleWithWebIdentity"])"), std::string::npos) << *text;
  EXPECT_NE(text->find(R"(["system:serviceaccount:apps:web"])"), std::string::npos) << *text;
  EXPECT_NE(text->find("@unknown."), std::string::npos) << *text;
  EXPECT_EQ(policies.TextFor("module.irsa[0].aws_iam_role.app", "policy"), std::nullopt);
  EXPECT_EQ(policies.TextFor("aws_iam_role.app", "assume_role_policy"), std::nullopt);
}

TEST(PlanPolicies, VariablesOfModulesAreFollowedToTheirCallers) {
  const boost::json::value root = boost::json::parse(kPlan);
  EXPECT_TRUE(PlanPolicies(root.as_object())
                  .TextFor("module.irsa[0].module.inner.aws_iam_role.second", "assume_role_policy")
                  .has_value());
}

TEST(PlanPolicies, TheModelHasTheDocumentInParts) {
  const Result<ReviewedDocument> read = ReadPlanDocument("plan.json", kPlan);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->after.roles.size(), 2U);
  for (const Role& role : read->after.roles) {
    EXPECT_TRUE(role.trust.known);
    EXPECT_FALSE(role.trust.unknown_parts.empty());
    EXPECT_NE(role.trust.text.find("system:serviceaccount:apps:web"), std::string::npos) << role.trust.text;
  }
}

}  // namespace
}  // namespace rolecall::access
