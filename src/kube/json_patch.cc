#include "kube/json_patch.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "json/pointer.h"
#include "kube/text_scan.h"

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

bool ApplyOne(std::string_view rest, const boost::json::value& value, boost::json::value& document) {
  boost::json::value* at = &document;
  while (at != nullptr && rest.starts_with('/')) {
    rest.remove_prefix(1);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return AddTo(*at, rest, value);
    at = Child(*at, rest.substr(0, slash));
    rest.remove_prefix(slash);
  }
  return false;
}

}  // namespace

void AppendJsonText(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    const char* const unusual = EndOfPlainText(at, end);
    out.append(at, unusual);
    if (unusual == end) break;
    const auto c = static_cast<unsigned char>(*unusual);
    if (c < 0x20) {
      out += {'\\', 'u', '0', '0', kDigits[c >> 4], kDigits[c & 15]};
    } else {
      if (c < 0x80) out += '\\';
      out += *unusual;
    }
    at = unusual + 1;
  }
  out += '"';
}

std::string FormatPatch(const JsonPatch& patch) {
  std::size_t bytes = 2;
  for (const AddOperation& operation : patch) bytes += operation.path.size() + operation.value.size() + 40;
  std::string out;
  out.reserve(bytes);
  out += '[';
  for (const AddOperation& operation : patch) {
    out += out.size() > 1 ? R"(,{"op":"add","path":)" : R"({"op":"add","path":)";
    AppendJsonText(out, operation.path);
    out += R"(,"value":)";
    out += operation.value;
    out += '}';
  }
  out += ']';
  return out;
}

Result<void> Apply(const JsonPatch& patch, boost::json::value& document) {
  for (const AddOperation& operation : patch) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(operation.value, error);
    if (error || !ApplyOne(operation.path, value, document)) {
      return Error{ErrorCode::kInvalidArgument,
                   "the patch adds at " + operation.path + (error ? ", but no JSON" : ", which leads nowhere")};
    }
  }
  return {};
}

}  // namespace rolecall::kube
