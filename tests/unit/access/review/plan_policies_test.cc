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

// A policy of the root module made of a document that waits for the apply: `document` is the document's planned value
// and what is unknown of it, `references` are the policy's.
std::string Policy(const std::string& document, const std::string& references, const std::string& others = "") {
  return R"({"format_version": "1.2", "resource_changes": [)" + others +
         R"({"address": "data.aws_iam_policy_document.d", "mode": "data", "type": "aws_iam_policy_document", "change": )" +
         document + R"(}], "configuration": {"root_module": {"resources": [{"address": "aws_iam_role_policy.p",
    "expressions": {"policy": {"references": )" +
         references + R"(}}}, {"address": "data.aws_iam_policy_document.d", "expressions": {"statement": [{"condition":
    [{"variable": {"references": ["aws_iam_openid_connect_provider.c.url", "aws_iam_openid_connect_provider.c"]}}]}]}}]}}})";
}

constexpr char kDirect[] = R"(["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"])";

std::string TextOf(const std::string& plan) {
  const boost::json::value root = boost::json::parse(plan);
  return PlanPolicies(root.as_object()).TextFor("aws_iam_role_policy.p", "policy").value_or("not known");
}

TEST(PlanPolicies, DocumentsThatAreMergedIntoOneAreMerged) {
  const std::string text = TextOf(Policy(
      R"({"after": {"source_policy_documents": ["{\"Statement\":{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}}", null],
          "override_policy_documents": ["{\"Statement\":[{\"Sid\":\"B\",\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"],
          "statement": [{"sid": "B", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/&{aws:username}"]},
                        {"actions": ["sqs:SendMessage"], "resources": ["&{aws:username}"]}]},
          "after_unknown": {"json": true, "source_policy_documents": [false, true]}})",
      kDirect));
  EXPECT_NE(text.find("iam:*"), std::string::npos) << text;
  EXPECT_NE(text.find("@unknown.data.aws_iam_policy_document.d.source_policy_documents@"), std::string::npos) << text;
  EXPECT_EQ(text.find("s3:GetObject"), std::string::npos) << "the one with its Sid takes its place: " << text;
  EXPECT_NE(text.find("${aws:username}"), std::string::npos) << text;
}

TEST(PlanPolicies, WhatIsMadeOfMoreThanOneDocumentIsNotKnown) {
  const std::string document = R"({"after": {"statement": [{"actions": ["s3:GetObject"], "resources": ["*"]}]}})";
  EXPECT_NE(TextOf(Policy(document, kDirect)), "not known");
  EXPECT_EQ(TextOf(Policy(document, R"(["var.wide", "data.aws_iam_policy_document.d.json"])")), "not known");
  EXPECT_EQ(
      TextOf(Policy(document, R"(["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.e.json"])")),
      "not known");
}

TEST(PlanPolicies, TheUrlOfAProviderThatIsMadeLosesItsSchemeInKeys) {
  const std::string provider =
      R"({"address": "aws_iam_openid_connect_provider.c", "mode": "managed", "type": "aws_iam_openid_connect_provider",
          "change": {"actions": ["create"], "after": {"url": "https://gitlab.example.com"}}},)";
  const std::string text = TextOf(Policy(
      R"({"after": {"statement": [{"actions": ["sts:AssumeRoleWithWebIdentity"], "condition":
          [{"test": "StringLike", "variable": "https://gitlab.example.com:sub", "values": ["a"]},
           {"test": "StringLike", "variable": "https://gitlab.example.com:sub", "values": ["b"]},
           {"test": "StringLike", "variable": "https://other.example.com:sub", "values": ["c"]}]}]}})",
      kDirect, provider));
  EXPECT_NE(text.find(R"("gitlab.example.com:sub":["a","b"])"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("https://other.example.com:sub")"), std::string::npos) << text;
}

}  // namespace
}  // namespace rolecall::access
