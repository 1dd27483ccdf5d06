// TagResource, UntagResource, ListResourceTags.
#include "services/kms/tags.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/kms/key_calls.h"
#include "services/tag_rules.h"

namespace rolecall::services::kms {
namespace {

std::string TagMember(JsonInput& input, const char* name, TagPart part) {
  const bool is_missing = !input.Has(name);
  std::string text = is_missing ? input.Required(name) : input.Text(name, {.min = 0, .max = SIZE_MAX}).value_or("");
  for (const TagFault& fault : FindTagPartFaults(part, text)) {
    if (!is_missing) input.Complain(name, "'" + text + "'", TagConstraint(fault));
  }
  return text;
}

void SetTag(const std::pair<std::string, std::string>& tag, directory::Tags& tags) {
  const auto found = std::ranges::find(tags, tag.first, &std::pair<std::string, std::string>::first);
  if (found != tags.end()) {
    found->second = tag.second;
  } else {
    tags.push_back(tag);
  }
}

}  // namespace

directory::Tags ReadTags(JsonInput& input) {
  directory::Tags tags;
  for (const boost::json::object* tag : input.Objects("Tags", {.max = kMaxTagsPerResource})) {
    JsonInput member(*tag, input.ItemPrefix("Tags", tags.size()));
    std::string key = TagMember(member, "TagKey", TagPart::kKey);
    std::string value = TagMember(member, "TagValue", TagPart::kValue);
    input.Add(member);
    tags.emplace_back(std::move(key), std::move(value));
  }
  return tags;
}

std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags) {
  if (std::ranges::any_of(tags, [](const auto& tag) { return IsReservedTagKey(tag.first); })) {
    return TagError("Tags beginning with aws: are reserved");
  }
  if (FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) return TagError("Duplicate tag keys");
  if (tags.size() > kMaxTagsPerResource) return LimitExceeded("A key can have 50 tags at most.");
  return std::nullopt;
}

Answer TagResource(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  if (!input.Has("Tags")) (void)input.Required("Tags");
  const directory::Tags tags = ReadTags(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases,
                                                      {.action = "kms:TagResource", .request_tags = &tags}));
  ROLECALL_RETURN_IF_ERROR(RefuseTags(tags));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefusePendingDeletion(key)) return refused;
    for (const auto& tag : tags) SetTag(tag, key.tags);
    return RefuseTags(key.tags);  // one that differs by case from one that is there
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

Answer UntagResource(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  if (!input.Has("TagKeys")) (void)input.Required("TagKeys");
  const std::vector<std::string> keys =
      input.Texts("TagKeys", {.max = kMaxTagsPerResource, .item = {.min = 1, .max = kMaxTagKeyLength}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases,
                                                      {.action = "kms:UntagResource", .tag_keys = &keys}));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefusePendingDeletion(key)) return refused;
    std::erase_if(key.tags, [&](const auto& tag) { return std::ranges::find(keys, tag.first) != keys.end(); });
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

Answer ListResourceTags(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  Page page(call, input, 50, 50);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:ListResourceTags"}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  directory::Tags tags = named.key->tags;
  std::ranges::sort(tags);
  boost::json::array list;
  for (const auto& [key, value] : tags) {
    if (page.Takes(key)) list.emplace_back(boost::json::object{{"TagKey", key}, {"TagValue", value}});
  }
  boost::json::object answer{{"Tags", std::move(list)}};
  page.Finish(answer);
  return answer;
}

}  // namespace rolecall::services::kms
