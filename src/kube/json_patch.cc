#include "kube/json_patch.h"

#include <boost/json.hpp>
#include <charconv>

namespace rolecall::kube {
namespace {

std::string UnescapeToken(std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      name += token[++i] == '1' ? '/' : '~';
    } else {
      name += token[i];
    }
  }
  return name;
}

// The array position that a token names; `size` for "-". Nothing if it is none or lies outside.
std::optional<std::size_t> Position(std::string_view token, std::size_t size) {
  if (token == "-") return size;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size() || index > size) return std::nullopt;
  return index;
}

boost::json::value* Child(boost::json::value& parent, std::string_view token) {
  if (auto* object = parent.if_object()) return object->if_contains(UnescapeToken(token));
  if (auto* array = parent.if_array()) {
    const std::optional<std::size_t> index = Position(token, array->size());
    if (index && *index < array->size()) return &(*array)[*index];
  }
  return nullptr;
}

bool AddTo(boost::json::value& parent, std::string_view token, const boost::json::value& value) {
  if (auto* object = parent.if_object()) {
    (*object)[UnescapeToken(token)] = value;
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

std::string PointerToken(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

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
