// AddTagsToResource, RemoveTagsFromResource, ListTagsForResource.
#include "services/ssm/tags.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/tag_rules.h"
#include "services/write.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kMostTagsInRequest = 1000;
constexpr std::size_t kMostKeysInRequest = 1000;

struct TagTarget {
  std::string type, id;
};

TagTarget ReadTarget(JsonInput& input) {
  TagTarget target;
  if (!input.Has("ResourceType")) (void)input.Required("ResourceType");
  target.type = input
                    .OneOf("ResourceType", {"Document", "ManagedInstance", "MaintenanceWindow", "Parameter",
                                            "PatchBaseline", "OpsItem", "OpsMetadata", "Automation", "Association"})
                    .value_or("");
  target.id = input.Required("ResourceId", {.max = kMaxNameLength});
  return target;
}

// The parameter that the caller may `action` on. There are no other resources of Systems Manager here.
Checked<FoundParameter> FindTarget(Call& call, std::string_view action, const TagTarget& target, Question question) {
  if (target.type != "Parameter") {
    question.action = "ssm:" + std::string(action);
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
    return NotServed("Resources of the type " + target.type + " are not served here: there is Parameter Store only.");
  }
  Checked<FoundParameter> found = FindAuthorized(call, action, target.id, false, std::move(question));
  if (found.ok()) return found;
  const std::string& code = found.error().code;
  return code == "ParameterNotFound" || code == "ValidationException" ? InvalidResourceId() : found.error();
}

Answer ChangeTags(Call& call, const directory::ParameterRecord& parameter,
                  const std::function<std::optional<aws::ErrorShape>(directory::Tags&)>& change) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    Checked<directory::ParameterRecord> changed = Again(transaction, parameter, call.now);
    if (!changed.ok()) return InvalidResourceId();
    ROLECALL_RETURN_IF_ERROR(change(changed->tags));
    transaction.Put(*std::move(changed));
    return boost::json::object{};
  });
}

}  // namespace

std::optional<aws::ErrorShape> RefuseTags(const directory::Tags& tags) {
  const auto is_reserved = [](const auto& tag) { return IsReservedTagKey(tag.first); };
  if (std::ranges::any_of(tags, is_reserved)) {
    return Validation("Tag keys can't begin with 'aws:', which is reserved for system use.");
  }
  if (FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) {
    return Validation("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if (tags.size() <= kMaxTagsPerResource) return std::nullopt;
  return aws::ErrorShape{400, "TooManyTagsError", ""};
}

Answer AddTagsToResource(Call& call, JsonInput& input) {
  const TagTarget target = ReadTarget(input);
  if (!input.Has("Tags")) (void)input.Required("Tags");
  const directory::Tags tags = input.Tags(kMostTagsInRequest).value_or(directory::Tags{});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(FoundParameter found, FindTarget(call, "AddTagsToResource", target, {.request_tags = &tags}));
  ROLECALL_RETURN_IF_ERROR(RefuseTags(tags));
  return ChangeTags(call, *found.parameter, [&](directory::Tags& own) -> std::optional<aws::ErrorShape> {
    for (const auto& tag : tags) {
      const auto same = std::ranges::find(own, tag.first, &std::pair<std::string, std::string>::first);
      if (same != own.end()) {
        same->second = tag.second;
      } else {
        own.push_back(tag);
      }
    }
    return RefuseTags(own);  // one that differs by case from one that is there
  });
}

Answer RemoveTagsFromResource(Call& call, JsonInput& input) {
  const TagTarget target = ReadTarget(input);
  if (!input.Has("TagKeys")) (void)input.Required("TagKeys");
  const std::vector<std::string> keys =
      input.Texts("TagKeys", {.max = kMostKeysInRequest, .item = {.max = kMaxTagKeyLength}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(FoundParameter found, FindTarget(call, "RemoveTagsFromResource", target, {.tag_keys = &keys}));
  return ChangeTags(call, *found.parameter, [&](directory::Tags& own) -> std::optional<aws::ErrorShape> {
    std::erase_if(own, [&](const auto& tag) { return std::ranges::find(keys, tag.first) != keys.end(); });
    return std::nullopt;
  });
}

Answer ListTagsForResource(Call& call, JsonInput& input) {
  const TagTarget target = ReadTarget(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(FoundParameter found, FindTarget(call, "ListTagsForResource", target, {}));
  boost::json::array list;
  for (const auto& [key, value] : found.parameter->tags) {
    list.emplace_back(boost::json::object{{"Key", key}, {"Value", value}});
  }
  return boost::json::object{{"TagList", std::move(list)}};
}

}  // namespace rolecall::services::ssm
