#include "providers/aws/framework/policy_attribute.h"

#include "providers/aws/framework/policy_equivalence.h"

namespace rolecall::providers::aws {
namespace {

bool IsEquivalent(const std::string& a, const std::string& b) {
  Result<bool> equivalent = PolicyDocumentsEquivalent(a, b);
  return equivalent.ok() && *equivalent;
}

}  // namespace

Rule PolicyRule(KeyOrder order) {
  Rule rule;
  rule.same = IsEquivalent;
  rule.normalize = [order](const std::string& text) { return NormalizeJsonOrKeep(text, order); };
  return rule;
}

std::string PolicyToKeep(const std::string& kept, const std::string& from_api, KeyOrder order) {
  return NormalizeJsonOrKeep(!kept.empty() && IsEquivalent(kept, from_api) ? kept : from_api, order);
}

void ValidatePolicy(const Object& config, const std::string& attribute, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  std::string text = config.Text(attribute);
  Result<json::Node> parsed = ParseJson(text);
  if (!parsed.ok()) {
    problems.push_back({attribute, "\"" + attribute + "\" contains an invalid JSON policy: " + parsed.error().message});
  } else if (!parsed->IsObject() && !parsed->IsArray()) {
    problems.push_back({attribute, "\"" + attribute + "\" contains an invalid JSON policy: not a JSON object"});
  }
}

}  // namespace rolecall::providers::aws
