#include "providers/aws/framework/json_answer.h"

#include <boost/json.hpp>

namespace rolecall::providers::aws {

std::string JsonText(const boost::json::value& object, std::string_view name) {
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

const boost::json::array& JsonList(const boost::json::value& object, std::string_view name) {
  static const boost::json::array kNone;
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_array() ? found->as_array() : kNone;
}

std::vector<std::string> JsonTexts(const boost::json::value& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const boost::json::value& item : JsonList(object, name)) {
    if (item.is_string()) texts.emplace_back(item.as_string());
  }
  return texts;
}

boost::json::array TagsAsJson(const Tags& tags) {
  boost::json::array list;
  for (const auto& tag : tags) list.push_back(boost::json::object{{"Key", tag.first}, {"Value", tag.second}});
  return list;
}

Tags TagsFromJson(const boost::json::value& object, std::string_view name) {
  Tags tags;
  for (const boost::json::value& tag : JsonList(object, name)) tags[JsonText(tag, "Key")] = JsonText(tag, "Value");
  return tags;
}

bool MessageHas(const rolecall::aws::ServiceError& error, std::string_view text) {
  return error.message.find(text) != std::string::npos;
}

}  // namespace rolecall::providers::aws
