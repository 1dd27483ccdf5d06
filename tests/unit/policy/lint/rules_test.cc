#include "policy/lint/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "json/document.h"
#include "policy/lint/example.h"
#include "policy/lint/lint.h"

namespace rolecall::policy {
namespace {

DocumentKind KindOf(ExampleKind kind) {
  switch (kind) {
    case ExampleKind::kTrust: return DocumentKind::kTrust;
    case ExampleKind::kResource: return DocumentKind::kResource;
    case ExampleKind::kSession: return DocumentKind::kSession;
    case ExampleKind::kScp: return DocumentKind::kScp;
    case ExampleKind::kRcp: return DocumentKind::kRcp;
    default: return DocumentKind::kIdentity;
  }
}

std::vector<Finding> LintExample(const LintRule& rule, std::string_view text) {
  return LintPolicy(ExpandExample(text), KindOf(rule.example), ExampleContext());
}

std::set<std::string> Codes(const std::vector<Finding>& findings) {
  std::set<std::string> codes;
  for (const Finding& finding : findings) codes.emplace(finding.rule->code);
  return codes;
}

std::string Describe(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += std::string(finding.rule->code) + " at " + finding.pointer + ": " + finding.message + "\n";
  }
  return text;
}

class EachRule : public ::testing::TestWithParam<const LintRule*> {};

TEST_P(EachRule, BadExampleGivesItsCodeAndNoOther) {
  const LintRule& rule = *GetParam();
  const std::vector<Finding> findings = LintExample(rule, rule.bad);
  EXPECT_EQ(Codes(findings), std::set<std::string>{std::string(rule.code)}) << Describe(findings);
}

TEST_P(EachRule, GoodExampleIsClean) {
  const LintRule& rule = *GetParam();
  const std::vector<Finding> findings = LintExample(rule, rule.good);
  EXPECT_TRUE(findings.empty()) << Describe(findings);
}

TEST_P(EachRule, FixedExampleParsesAndHasTheFindingNoMore) {
  const LintRule& rule = *GetParam();
  std::string text = ExpandExample(rule.bad);
  bool edited = false;
  for (const Finding& finding : LintExample(rule, rule.bad)) {
    if (finding.edits.empty()) continue;
    EXPECT_NE(rule.fix, FixKind::kNone);
    edited = true;
    text = ApplyEdits(text, finding.edits);
    break;
  }
  EXPECT_TRUE(edited || rule.fix != FixKind::kSafe) << "a safe fix without an edit";
  if (!edited) return;
  EXPECT_EQ(json::Parse(text, {}).error, "") << text;
  const std::vector<Finding> findings = LintPolicy(text, KindOf(rule.example), ExampleContext());
  EXPECT_TRUE(findings.empty()) << text << "\n" << Describe(findings);
}

TEST_P(EachRule, SaysWhatAndWhy) {
  const LintRule& rule = *GetParam();
  EXPECT_FALSE(rule.title.empty());
  EXPECT_NE(rule.title.back(), '.');
  EXPECT_GT(rule.why.size(), 20U);
  EXPECT_EQ(FindLintRule(rule.code), &rule);
}

std::string NameOf(const ::testing::TestParamInfo<const LintRule*>& info) {
  std::string name(info.param->code);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

// Rules whose examples are one policy; access/lint tests the others.
std::vector<const LintRule*> PolicyRules() {
  std::vector<const LintRule*> rules;
  for (const LintRule& rule : LintRules()) {
    if (IsPolicy(rule.example)) rules.push_back(&rule);
  }
  return rules;
}

INSTANTIATE_TEST_SUITE_P(LintRules, EachRule, ::testing::ValuesIn(PolicyRules()), NameOf);

TEST(LintRules, StandInTheOrderOfTheirCodesEachOnce) {
  ASSERT_GE(LintRules().size(), 102U);
  for (std::size_t i = 1; i < LintRules().size(); ++i) EXPECT_LT(LintRules()[i - 1].code, LintRules()[i].code);
}

TEST(LintRules, UnknownCodeHasNoRule) { EXPECT_EQ(FindLintRule("no-such-code"), nullptr); }

// Rules whose message says that somebody is let in, or that nothing matches, are shown by a request.
TEST(LintRules, OpenTrustIsDemonstratedByAnAllowedRequest) {
  for (const char* code : {"trust-oidc-no-sub",
                           "trust-oidc-sub-any",
                           "trust-oidc-namespace-wildcard",
                           "trust-oidc-no-aud",
                           "trust-oidc-serviceaccount-wildcard",
                           "trust-oidc-negated-only",
                           "trust-oidc-ifexists",
                           "trust-oidc-forallvalues",
                           "trust-principal-star",
                           "trust-foreign-account",
                           "confused-deputy",
                           "identity-admin",
                           "identity-action-star",
                           "identity-service-star",
                           "identity-resource-star",
                           "identity-notresource-allow",
                           "identity-passrole-star",
                           "identity-escalation",
                           "identity-passrole-escalation",
                           "condition-forallvalues-allow",
                           "condition-ifexists-allow",
                           "secrets-other-cluster"}) {
    const LintRule* rule = FindLintRule(code);
    ASSERT_NE(rule, nullptr) << code;
    const std::vector<Finding> findings = LintExample(*rule, rule->bad);
    ASSERT_FALSE(findings.empty()) << code;
    ASSERT_TRUE(findings.front().demonstration.has_value()) << code;
    EXPECT_EQ(findings.front().demonstration->outcome, Outcome::kAllowed) << code;
  }
}

TEST(LintRules, DeadTrustIsDemonstratedByARefusedRequest) {
  for (const char* code :
       {"trust-oidc-wildcard-without-like", "trust-oidc-aud-unknown", "trust-oidc-issuer-mismatch",
        "trust-oidc-key-form", "trust-oidc-multi-issuer", "trust-action-principal", "condition-multivalued-scalar",
        "condition-wildcard-without-like", "resource-never-matches", "secret-arn-suffix"}) {
    const LintRule* rule = FindLintRule(code);
    ASSERT_NE(rule, nullptr) << code;
    const std::vector<Finding> findings = LintExample(*rule, rule->bad);
    ASSERT_FALSE(findings.empty()) << code;
    ASSERT_TRUE(findings.front().demonstration.has_value()) << code;
    EXPECT_EQ(findings.front().demonstration->outcome, Outcome::kImplicitDeny) << code;
  }
}

}  // namespace
}  // namespace rolecall::policy
