#include "kube/object_fields.h"

#include <boost/json/value.hpp>

namespace rolecall::kube {

std::string StringAt(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

const boost::json::object* ObjectAt(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

}  // namespace rolecall::kube
