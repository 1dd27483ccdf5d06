// AWS's own managed policies are good policies: an error of lint on one of them is a false alarm, unless it says what
// the policy is meant to be.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "policy/lint/lint.h"
#include "policy/managed/aws_managed.h"

namespace rolecall::policy {
namespace {

// Errors that are true of policies of AWS, and why they are no alarm there.
const std::map<std::string, std::string>& Meant() {
  static const auto* const kMeant = new std::map<std::string, std::string>{
      {"identity-admin", "administrators are meant to do everything"},
      {"identity-escalation", "administrators of IAM can give themselves any right"},
      {"identity-passrole-escalation", "full access to a service that takes roles is that"},
      {"identity-passrole-star", "older policies of AWS pass any role to any service"},
      {"policy-size", "the quota is for policies of customers"},
  };
  return *kMeant;
}

// Single mistakes in policies of AWS, which lint rightly tells.
bool IsMistake(std::string_view policy, std::string_view code) {
  constexpr std::pair<std::string_view, std::string_view> kMistakes[] = {
      // s3:ListBucketMultipartUploads beside objects alone.
      {"AWSTransformNetworkMigrationAgentPolicy", "resource-never-matches"},
      {"AWSTransformServerMigrationAgentPolicy", "resource-never-matches"},
  };
  return std::find(std::begin(kMistakes), std::end(kMistakes), std::pair(policy, code)) != std::end(kMistakes);
}

TEST(LintAwsPolicies, HaveNoErrorsButWhatTheyAreMeantToBe) {
  std::map<std::string, std::set<std::string>> errors;  // code: policies
  for (const AwsManagedPolicy& policy : AwsManagedPolicies(*partition::Find("aws"))) {
    const std::string text = AwsPolicyText(policy);
    for (const Finding& finding : LintPolicy(text, DocumentKind::kIdentity, {})) {
      if (finding.rule->severity != FindingSeverity::kError) continue;
      const std::string code(finding.rule->code);
      if (Meant().count(code) != 0 || IsMistake(policy.name, code)) continue;
      errors[code].insert(std::string(policy.name) + ": " + finding.message);
    }
  }
  for (const auto& [code, policies] : errors) {
    ADD_FAILURE() << code << " on " << policies.size() << ", as " << *policies.begin();
  }
}

}  // namespace
}  // namespace rolecall::policy
