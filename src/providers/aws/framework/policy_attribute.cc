#include "providers/aws/framework/policy_attribute.h"

#include "base/text.h"
#include "providers/aws/framework/policy_equivalence.h"

namespace rolecall::providers::aws {
namespace {

bool IsEquivalent(const std::string& a, const std::string& b) {
  Result<bool> equivalent = PolicyDocumentsEquivalent(a, b);
  return equivalent.ok() && *equivalent;
}

// Why the text is not the JSON object that a policy of IAM is; empty: it begins as one.
std::string WhyNoObject(const std::string& attribute, std::string_view text) {
  const std::string start = "\"" + attribute + "\" contains an invalid JSON policy: ";
  if (text.empty()) return "\"" + attribute + "\" is an empty string, which is not a valid JSON value";
  switch (text.front()) {
    case '{': return "";
    case '[': return start + "contains a JSON array, not a JSON object";
    case '"': break;
    default: return start + "not a JSON object";
  }
  const bool is_file = text.ends_with(".json\"");
  return start + "contains a JSON-encoded string, not a JSON-encoded object" +
         (is_file ? " (have you passed a JSON-encoded filename instead of the content of that file?)" : "");
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

void ValidateIamPolicy(const Object& config, const std::string& attribute, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  const std::string text = config.Text(attribute);
  const std::string why = WhyNoObject(attribute, Trim(text));
  if (why.empty()) return ValidatePolicy(config, attribute, problems);
  problems.push_back({attribute, why});
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
