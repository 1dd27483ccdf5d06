#include "providers/aws/kms/calls.h"

namespace rolecall::providers::aws {

KmsAnswer CallKms(const Call& call, std::string_view action, const boost::json::object& input) {
  return call.client().Json(api::kKms, action, input);
}

bool IsKmsGone(const api::ServiceError& error) { return error.Is("NotFoundException"); }

boost::json::value KeyMetadata(const boost::json::value& answer) {
  const boost::json::value* found = answer.is_object() ? answer.as_object().if_contains("KeyMetadata") : nullptr;
  return found != nullptr && found->is_object() ? *found : boost::json::value(boost::json::object());
}

bool JsonFlag(const boost::json::value& object, std::string_view name) {
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_bool() && found->as_bool();
}

boost::json::array KmsTagsAsJson(const Tags& tags) {
  boost::json::array list;
  for (const auto& tag : tags) list.push_back(boost::json::object{{"TagKey", tag.first}, {"TagValue", tag.second}});
  return list;
}

KmsAnswer AllKmsPages(const Call& call, std::string_view action, boost::json::object input, std::string_view list) {
  boost::json::array all;
  for (;;) {
    KmsAnswer answer = CallKms(call, action, input);
    if (!answer.ok()) return answer;
    const boost::json::value* items = answer->is_object() ? answer->as_object().if_contains(list) : nullptr;
    if (items != nullptr && items->is_array())
      all.insert(all.end(), items->as_array().begin(), items->as_array().end());
    const std::string marker = JsonText(*answer, "NextMarker");
    if (!JsonFlag(*answer, "Truncated") || marker.empty()) break;
    input["Marker"] = marker;
  }
  return boost::json::value(std::move(all));
}

api::ServiceResult<Tags> ReadKmsTags(const Call& call, const std::string& key) {
  KmsAnswer answer = AllKmsPages(call, "ListResourceTags", {{"KeyId", key}}, "Tags");
  if (!answer.ok()) return answer.error();
  Tags tags;
  for (const boost::json::value& tag : answer->as_array()) tags[JsonText(tag, "TagKey")] = JsonText(tag, "TagValue");
  return tags;
}

KmsAnswer FindAlias(const Call& call, const std::string& name) {
  KmsAnswer answer = AllKmsPages(call, "ListAliases", {}, "Aliases");
  if (!answer.ok()) return answer;
  for (const boost::json::value& alias : answer->as_array()) {
    if (JsonText(alias, "AliasName") == name) return alias;
  }
  return boost::json::value();
}

}  // namespace rolecall::providers::aws
