#include "services/query_tags.h"

#include <algorithm>

#include "services/tag_rules.h"

namespace rolecall::services {
namespace {

std::string MemberOf(std::size_t index, bool is_key) {
  return "tags." + std::to_string(index + 1) + ".member." + (is_key ? "key" : "value");
}

std::optional<aws::ErrorShape> TooMany(std::size_t count) {
  if (count <= kMaxTagsPerResource) return std::nullopt;
  return ValidationErrors(
      {"Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to " +
       std::to_string(kMaxTagsPerResource)});
}

}  // namespace

std::optional<aws::ErrorShape> CheckQueryTags(const directory::Tags& tags, const std::string& code) {
  if (auto wrong = TooMany(tags.size())) return wrong;
  std::vector<std::string> complaints;
  for (const TagFault& fault : FindTagFaults(tags)) {
    const bool is_key = fault.part == TagPart::kKey;
    const auto& tag = tags[fault.index];
    complaints.push_back(
        ComplaintOf(MemberOf(fault.index, is_key), is_key ? tag.first : tag.second, TagConstraint(fault)));
  }
  if (auto wrong = ValidationErrors(complaints)) return wrong;
  if (std::any_of(tags.begin(), tags.end(), [](const auto& tag) { return IsReservedTagKey(tag.first); })) {
    return aws::ErrorShape{400, code, "Tag keys with the prefix aws: are reserved."};
  }
  if (FindRepeatedTagKey(tags, TagKeyCase::kIgnored).has_value()) {
    return aws::ErrorShape{400, code, "Duplicate tag keys found. Please note that Tag keys are case insensitive."};
  }
  return std::nullopt;
}

Checked<directory::Tags> ReadQueryTags(const Parameters& parameters, const std::string& code) {
  const std::size_t count = parameters.Count("Tags");
  if (auto wrong = TooMany(count)) return *wrong;
  directory::Tags tags;
  std::vector<std::string> complaints;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string* key = parameters.Field("Tags", i + 1, "Key");
    const std::string* value = parameters.Field("Tags", i + 1, "Value");
    for (const bool is_key : {true, false}) {
      if ((is_key ? key : value) != nullptr) continue;
      complaints.push_back("Value null at '" + MemberOf(i, is_key) +
                           "' failed to satisfy constraint: Member must not be null");
    }
    if (key != nullptr && value != nullptr) tags.emplace_back(*key, *value);
  }
  if (auto wrong = ValidationErrors(complaints)) return *wrong;
  if (auto wrong = CheckQueryTags(tags, code)) return *wrong;
  return tags;
}

}  // namespace rolecall::services
