#include "providers/aws/iam_calls.h"

#include <algorithm>

#include "http/message.h"
#include "providers/aws/policy_equivalence.h"

namespace rolecall::providers::aws {
namespace {

constexpr int kMaxPages = 1000;

bool IsEquivalent(const std::string& a, const std::string& b) {
  Result<bool> equivalent = PolicyDocumentsEquivalent(a, b);
  return equivalent.ok() && *equivalent;
}

bool IsNameCharacter(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("+=,.@-_").find(static_cast<char>(c)) != std::string_view::npos;
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

std::string DecodeDocument(std::string_view text) {
  std::optional<std::string> decoded = http::PercentDecode(text);
  return decoded ? *decoded : std::string(text);
}

void ValidateName(const Object& config, const std::string& attribute, std::size_t max, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  std::string name = config.Text(attribute);
  if (name.empty() || name.size() > max) {
    problems.push_back({attribute, "expected length of " + attribute + " to be in the range (1 - " +
                                       std::to_string(max) + "), got " + name});
  }
  if (!std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    problems.push_back({attribute, "invalid value for " + attribute + " (must match [\\w+=,.@-])"});
  }
}

void ValidateNames(const Object& config, std::size_t max_name, std::size_t max_prefix, Problems& problems) {
  ValidateName(config, "name", max_name, problems);
  ValidateName(config, "name_prefix", max_prefix, problems);
  // A value that is not known yet may turn out to be null.
  if (config.IsSet("name") && config.IsSet("name_prefix")) {
    problems.push_back({"name", "\"name\": conflicts with name_prefix"});
  }
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

std::string NameFor(const Session& session, const Object& config) {
  if (config.IsSet("name") && !config.Text("name").empty()) return config.Text("name");
  std::string prefix = config.Text("name_prefix");
  return UniqueName(session, prefix.empty() ? "terraform-" : prefix);
}

api::Outcome<std::vector<api::XmlNode>> AllPages(const Call& call, std::string_view action,
                                                 api::QueryParameters parameters, std::string_view list) {
  std::vector<api::XmlNode> members;
  std::string marker;
  for (int page = 0; page < kMaxPages; ++page) {
    api::QueryParameters with_marker = parameters;
    if (!marker.empty()) with_marker.emplace_back("Marker", marker);
    auto answer = call.Iam(action, std::move(with_marker));
    if (!answer.ok()) return answer.error();
    for (const api::XmlNode* member : answer->List(list)) members.push_back(*member);
    marker = answer->Get("IsTruncated") == "true" ? std::string(answer->Get("Marker")) : "";
    if (marker.empty()) break;
  }
  return members;
}

Result<void> UpdateIamTags(const Call& call, std::string_view noun, const std::string& key, const std::string& value,
                           const Object& prior, const Object& state) {
  const TagSettings& settings = call.session.tags;
  TagChanges changes =
      ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
  std::string what = "updating tags for IAM " + std::string(noun) + " (" + value + ")";
  if (!changes.removed.empty()) {
    api::QueryParameters parameters = {{key, value}};
    AddListParameters(changes.removed, "TagKeys", parameters);
    auto answer = call.Iam("Untag" + std::string(noun), std::move(parameters));
    if (!answer.ok()) return Failed(what, answer.error());
  }
  if (!changes.set.empty()) {
    api::QueryParameters parameters = {{key, value}};
    AddTagParameters(changes.set, "Tags", parameters);
    auto answer = call.Iam("Tag" + std::string(noun), std::move(parameters));
    if (!answer.ok()) return Failed(what, answer.error());
  }
  return {};
}

Result<void> GoneIsFine(const std::string& what, const api::Outcome<api::XmlNode>& outcome) {
  if (outcome.ok() || outcome.error().Is(kNoSuchEntity)) return {};
  return Failed(what, outcome.error());
}

}  // namespace rolecall::providers::aws
