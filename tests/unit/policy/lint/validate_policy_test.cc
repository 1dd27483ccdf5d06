// A small policy for each code of AWS's own validation (ValidatePolicy) that a check says too: the check that is found
// cites the code.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "json/document.h"
#include "policy/lint/lint.h"
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

DocumentKind KindOf(std::string_view name) {
  if (name == "trust") return DocumentKind::kTrust;
  if (name == "resource") return DocumentKind::kResource;
  if (name == "scp") return DocumentKind::kScp;
  return name == "rcp" ? DocumentKind::kRcp : DocumentKind::kIdentity;
}

std::set<std::string> CodesIn(std::string_view list) {
  std::set<std::string> codes;
  while (!list.empty()) {
    const std::size_t comma = list.find(", ");
    codes.emplace(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 2);
  }
  return codes;
}

TEST(LintValidatePolicy, EachPolicyGivesACheckThatCitesItsCode) {
  std::ifstream file(std::string(ROLECALL_SOURCE_DIR) + "/tests/cases/validate-policy.jsonl");
  int policies = 0;
  for (std::string line; std::getline(file, line); ++policies) {
    const json::ParseResult one = json::Parse(line, {});
    ASSERT_EQ(one.error, "") << line;
    const json::Node& policy = *one.root.Find("policy");
    const std::string text = policy.IsString() ? policy.text : line.substr(policy.begin, policy.end - policy.begin);
    std::set<std::string> cited;
    std::string found;
    for (const Finding& finding : LintPolicy(text, KindOf(one.root.TextOf("kind")), {})) {
      cited.merge(CodesIn(finding.rule->aws));
      found += std::string(finding.rule->code) + " ";
    }
    EXPECT_EQ(cited.count(one.root.TextOf("code")), 1U) << line << "\n" << found;
  }
  EXPECT_GT(policies, 90);
}

TEST(LintValidatePolicy, NearlyAllOfAwsCodesAreCited) {
  std::set<std::string> cited;
  for (const LintRule& rule : LintRules()) cited.merge(CodesIn(rule.aws));
  EXPECT_EQ(cited.size(), 152U);
  EXPECT_EQ(cited.count("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES"), 0U);
}

}  // namespace
}  // namespace rolecall::policy
