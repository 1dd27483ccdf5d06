#include "kube/json_patch.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "json/pointer.h"

namespace rolecall::kube {
namespace {

// The array position that a token names; `size` for "-". Nothing if it is none or lies outside.
std::optional<std::size_t> Position(std::string_view token, std::size_t size) {
  if (token == "-") return size;
  const std::optional<std::size_t> index = ParseInt<std::size_t>(token);
  return index && *index <= size ? index : std::nullopt;
}

boost::json::value* Child(boost::json::value& parent, std::string_view token) {
  if (auto* object = parent.if_object()) return object->if_contains(json::NameOfPointerToken(token));
  if (auto* array = parent.if_array()) {
    const std::optional<std::size_t> index = Position(token, array->size());
    if (index && *index < array->size()) return &(*array)[*index];
  }
  return nullptr;
}

bool AddTo(boost::json::value& parent, std::string_view token, const boost::json::value& value) {
  if (auto* object = parent.if_object()) {
    (*object)[json::NameOfPointerToken(token)] = value;
    return true;
  }
  if (auto* array = parent.if_array()) {
    const std::optional<std::size_t> index = Position(token, array->size());
    if (!index) return false;
    array->insert(array->begin() + static_cast<std::ptrdiff_t>(*index), value);
    return true;
  }
  return false;
}

bool ApplyOne(const AddOperation& operation, boost::json::value& document) {
  std::string_view rest = operation.path;
  boost::json::value* at = &document;
  while (at != nullptr && rest.starts_with('/')) {
    rest.remove_prefix(1);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return AddTo(*at, rest, operation.value);
    at = Child(*at, rest.substr(0, slash));
    rest.remove_prefix(slash);
  }
  return false;
}

}  // namespace

boost::json::value ToJson(const JsonPatch& patch) {
  boost::json::array list;
  for (const AddOperation& operation : patch) {
    list.push_back(boost::json::object{{"op", "add"}, {"path", operation.path}, {"value", operation.value}});
  }
  return list;
}

Result<void> Apply(const JsonPatch& patch, boost::json::value& document) {
  for (const AddOperation& operation : patch) {
    if (!ApplyOne(operation, document)) {
      return Error{ErrorCode::kInvalidArgument, "the patch adds at " + operation.path + ", which leads nowhere"};
    }
  }
  return {};
}

}  // namespace rolecall::kube
