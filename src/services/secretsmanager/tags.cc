// TagResource, UntagResource.
#include "services/secretsmanager/tags.h"

#include <algorithm>

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/tag_rules.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

aws::ErrorShape ReservedKey() { return InvalidParameter("Tag keys starting with 'aws:' are reserved for system use."); }

Answer ChangeTags(Call& call, const directory::SecretRecord& secret,
                  const std::function<std::optional<aws::ErrorShape>(directory::Tags&)>& change) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, secret));
    ROLECALL_RETURN_IF_ERROR(change(changed.tags));
    if (changed.tags.size() > kMaxTagsPerResource)
      return InvalidParameter("You can't have more than 50 tags on a secret.");
    changed.was_tagged = changed.was_tagged || !changed.tags.empty();
    changed.changed = call.now;
    PutWithReplicas(transaction, std::move(changed));
    return boost::json::object{};
  });
}

}  // namespace

std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags) {
  const auto is_reserved = [](const auto& tag) { return IsReservedTagKey(tag.first); };
  if (std::ranges::any_of(tags, is_reserved)) return ReservedKey();
  if (!FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) return std::nullopt;
  return InvalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
}

Answer TagResource(Call& call, Input& input) {
  const std::string id = input.SecretId();
  if (!input.Has("Tags")) (void)input.Required("Tags");
  const directory::Tags tags = input.Tags().value_or(directory::Tags{});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(RefuseTags(tags));
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "TagResource", id, {.request_tags = &tags}));
  return ChangeTags(call, *secret, [&](directory::Tags& own) -> std::optional<aws::ErrorShape> {
    for (const auto& tag : tags) {
      const auto found = std::ranges::find(own, tag.first, &std::pair<std::string, std::string>::first);
      if (found != own.end()) {
        found->second = tag.second;
      } else {
        own.push_back(tag);
      }
    }
    return RefuseTags(own);  // one that differs by case from one that is there
  });
}

Answer UntagResource(Call& call, Input& input) {
  const std::string id = input.SecretId();
  if (!input.Has("TagKeys")) (void)input.Required("TagKeys");
  const std::vector<std::string> keys = input.Texts("TagKeys", {.max = SIZE_MAX, .item = {.min = 1, .max = 128}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (std::ranges::any_of(keys, IsReservedTagKey)) return ReservedKey();
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "UntagResource", id, {.tag_keys = &keys}));
  return ChangeTags(call, *secret, [&](directory::Tags& own) -> std::optional<aws::ErrorShape> {
    std::erase_if(own, [&](const auto& tag) { return std::ranges::find(keys, tag.first) != keys.end(); });
    return std::nullopt;
  });
}

}  // namespace rolecall::services::secretsmanager
