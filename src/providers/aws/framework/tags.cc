#include "providers/aws/framework/tags.h"

#include <algorithm>

namespace rolecall::providers::aws {
namespace {

bool Contains(const Tags& tags, const Tags& part) {
  return std::all_of(part.begin(), part.end(), [&](const auto& tag) {
    auto found = tags.find(tag.first);
    return found != tags.end() && found->second == tag.second;
  });
}

bool HasEmptyValue(const Tags& tags) {
  return std::any_of(tags.begin(), tags.end(), [](const auto& tag) { return tag.second.empty(); });
}

// The old SDK cannot plan an empty map over something: it says "known after apply".
void PlanAllTagsOfVersion4(const Tags& all, const Object* prior, Object& planned) {
  const Tags before = prior == nullptr ? Tags() : prior->TextMap("tags_all");
  if (prior != nullptr && before == all) {
    planned.Set("tags_all", prior->Get("tags_all"));
  } else if (all.empty()) {
    planned.SetUnknown("tags_all");
  } else {
    planned.SetTextMap("tags_all", all);
  }
}

// What the SDK makes of a map that the provider plans: an empty one for nothing is not known, and neither is an element
// without a value that was not there.
// Differs from the AWS provider: a tag whose value becomes "" is planned with "", not with its old value for ever.
void SetAllTags(const Tags& all, const Tags& before, Object& planned) {
  if (all.empty() && before.empty()) {
    planned.SetUnknown("tags_all");
    return;
  }
  std::map<std::string, value::Value> elements;
  for (const auto& [key, text] : all) {
    const bool is_lost = text.empty() && !before.contains(key);
    elements.emplace(key, is_lost ? value::Value::Unknown(value::Type::String()) : value::Value::String(text));
  }
  planned.Set("tags_all", value::Value::Map(value::Type::String(), std::move(elements)));
}

// As the provider does since version 5: its SDK cannot plan tags without a value, and where the resource's own tags
// stay, default tags that are taken away altogether change nothing in the plan.
void PlanAllTags(const TagSettings& settings, const Tags& own, const Object* prior, Object& planned) {
  const Tags all = settings.AllOf(own);
  const Tags before = prior == nullptr ? Tags() : prior->TextMap("tags_all");
  const bool own_differ = own != (prior == nullptr ? Tags() : prior->TextMap("tags"));
  bool is_unknown = !all.empty() && HasEmptyValue(all) && before != all;
  bool is_set = !all.empty() && !HasEmptyValue(all);
  if (own_differ) {
    is_set = all.empty() || !HasEmptyValue(own) || !HasEmptyValue(all);
    is_unknown = !is_set;
  }
  if (is_set && (before != all || prior == nullptr)) {
    SetAllTags(all, before, planned);
  } else if (!is_set && (is_unknown || prior == nullptr)) {
    planned.SetUnknown("tags_all");
  } else {
    planned.Set("tags_all", prior->Get("tags_all"));
  }
}

}  // namespace

Tags TagSettings::Managed(const Tags& tags) const {
  Tags out;
  for (const auto& tag : tags) {
    bool is_ignored = tag.first.starts_with("aws:") || ignored_keys.contains(tag.first) ||
                      std::any_of(ignored_prefixes.begin(), ignored_prefixes.end(),
                                  [&](const std::string& prefix) { return tag.first.starts_with(prefix); });
    if (!is_ignored) out.insert(tag);
  }
  return out;
}

Tags TagSettings::AllOf(const Tags& own) const {
  Tags all = defaults;
  for (const auto& tag : own) all[tag.first] = tag.second;
  return Managed(all);
}

Result<void> PlanTags(const TagSettings& settings, const Behaviour& behaviour, const Object* prior, Object& planned) {
  if (planned.IsUnknown("tags")) {
    planned.SetUnknown("tags_all");
    return {};
  }
  const Tags own = planned.TextMap("tags");
  if (behaviour.keeps_repeated_default_tags()) {
    PlanAllTags(settings, own, prior, planned);
    return {};
  }
  if (!own.empty() && Contains(settings.defaults, own)) {
    return Error{ErrorCode::kInvalidArgument,
                 "\"tags\" are identical to those in the \"default_tags\" configuration block of the provider: please "
                 "de-duplicate and try again"};
  }
  PlanAllTagsOfVersion4(settings.AllOf(own), prior, planned);
  return {};
}

void ReadTags(const TagSettings& settings, const Behaviour& behaviour, const Tags& remote, Object& state) {
  Tags all = settings.Managed(remote);
  Tags configured = state.TextMap("tags");
  Tags own;
  for (const auto& tag : all) {
    auto same = settings.defaults.find(tag.first);
    bool is_default = same != settings.defaults.end() && same->second == tag.second;
    bool is_kept = behaviour.keeps_repeated_default_tags() && configured.contains(tag.first);
    if (!is_default || is_kept) own.insert(tag);
  }
  state.SetTextMap("tags", own);
  state.SetTextMap("tags_all", all);
}

TagChanges ChangesOfTags(const Tags& before, const Tags& after) {
  TagChanges changes;
  for (const auto& tag : before) {
    if (!after.contains(tag.first)) changes.removed.push_back(tag.first);
  }
  for (const auto& tag : after) {
    auto old = before.find(tag.first);
    if (old == before.end() || old->second != tag.second) changes.set.insert(tag);
  }
  return changes;
}

void AddListParameters(const std::vector<std::string>& list, const std::string& prefix,
                       rolecall::aws::QueryParameters& parameters) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    parameters.emplace_back(prefix + ".member." + std::to_string(i + 1), list[i]);
  }
}

void AddTagParameters(const Tags& tags, const std::string& prefix, rolecall::aws::QueryParameters& parameters) {
  int number = 0;
  for (const auto& tag : tags) {
    std::string member = prefix + ".member." + std::to_string(++number);
    parameters.emplace_back(member + ".Key", tag.first);
    parameters.emplace_back(member + ".Value", tag.second);
  }
}

Tags TagsOf(const rolecall::aws::XmlNode& node) {
  Tags tags;
  for (const rolecall::aws::XmlNode* member : node.List("Tags")) {
    tags[std::string(member->Get("Key"))] = member->Get("Value");
  }
  return tags;
}

}  // namespace rolecall::providers::aws
