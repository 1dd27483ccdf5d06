#include "kube/client/object.h"

#include <boost/json.hpp>

namespace rolecall::kube {

const boost::json::value* At(const boost::json::value& object, std::initializer_list<std::string_view> path) {
  const boost::json::value* found = &object;
  for (const std::string_view name : path) {
    const boost::json::object* members = found->if_object();
    found = members == nullptr ? nullptr : members->if_contains(name);
    if (found == nullptr) return nullptr;
  }
  return found;
}

std::string TextAt(const boost::json::value& object, std::initializer_list<std::string_view> path) {
  const boost::json::value* found = At(object, path);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

const boost::json::array& ListAt(const boost::json::value& object, std::initializer_list<std::string_view> path) {
  static const boost::json::array kNone;
  const boost::json::value* found = At(object, path);
  return found != nullptr && found->is_array() ? found->get_array() : kNone;
}

bool FlagAt(const boost::json::value& object, std::initializer_list<std::string_view> path) {
  const boost::json::value* found = At(object, path);
  return found != nullptr && found->is_bool() && found->get_bool();
}

}  // namespace rolecall::kube
