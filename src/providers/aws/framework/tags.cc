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
  Tags own = planned.TextMap("tags");
  if (!behaviour.keeps_repeated_default_tags() && !own.empty() && Contains(settings.defaults, own)) {
    return Error{ErrorCode::kInvalidArgument,
                 "\"tags\" are identical to those in the \"default_tags\" configuration block of the provider: please "
                 "de-duplicate and try again"};
  }
  Tags all = settings.AllOf(own);
  Tags before = prior == nullptr ? Tags() : prior->TextMap("tags_all");
  bool has_changed = prior == nullptr || before != all;
  // The old SDK cannot plan an empty map over something, nor tags without a value: it says "known after apply".
  bool is_plannable = !all.empty() && !(behaviour.major() >= 5 && HasEmptyValue(own));
  if (has_changed && !is_plannable && (prior == nullptr || !all.empty() || !before.empty())) {
    planned.SetUnknown("tags_all");
  } else if (has_changed && is_plannable) {
    planned.SetTextMap("tags_all", all);
  } else {
    planned.Set("tags_all", prior->Get("tags_all"));
  }
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
  // Null stays null where there is nothing: the configuration says nothing then.
  if (!own.empty() || state.IsSet("tags")) state.SetTextMap("tags", own);
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
