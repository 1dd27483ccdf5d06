#include "kube/manifest.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "yaml/load.h"

namespace rolecall::kube {
namespace {

constexpr std::size_t kMaxNodes = 200000;
constexpr int kMaxDepth = 128;

Error Wrong(const std::string& file, const YAML::Mark& mark, const std::string& what) {
  return {ErrorCode::kInvalidArgument,
          file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1) + ": " + what};
}

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<bool> BoolWord(std::string_view text) {
  if (IsOneOf(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"})) return true;
  if (IsOneOf(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"})) return false;
  return std::nullopt;
}

std::optional<boost::json::value> NumberOf(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  if (const auto whole = ParseInt<std::int64_t>(text)) return *whole;
  if (text.starts_with("0x")) {
    if (const auto whole = ParseInt<std::int64_t>(text.substr(2), 16)) return *whole;
  }
  const bool numeric = !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
                       text.find_first_of("0123456789") != std::string_view::npos;
  double number = 0;
  if (const auto read = std::from_chars(text.data(), end, number);
      numeric && read.ec == std::errc() && read.ptr == end) {
    return number;
  }
  return std::nullopt;
}

boost::json::value ScalarOf(std::string_view text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (const std::optional<bool> word = BoolWord(text)) return *word;
  if (std::optional<boost::json::value> number = NumberOf(text)) return *std::move(number);
  return boost::json::string(text);
}

class Converter {
 public:
  explicit Converter(const std::string& file) : file_(file) {}

  Result<boost::json::value> Convert(const YAML::Node& node, int depth) {
    if (++nodes_ > kMaxNodes) return Wrong(file_, node.Mark(), "more than 200000 values");
    if (depth > kMaxDepth) return Wrong(file_, node.Mark(), "nested deeper than 128 levels");
    if (node.IsScalar()) {
      // "!" marks a quoted scalar, which is always text.
      if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str") return boost::json::value(node.Scalar());
      return ScalarOf(node.Scalar());
    }
    if (node.IsSequence()) {
      boost::json::array list;
      for (const YAML::Node& item : node) {
        ROLECALL_TRY(boost::json::value converted, Convert(item, depth + 1));
        list.push_back(std::move(converted));
      }
      return boost::json::value(std::move(list));
    }
    if (node.IsMap()) return ConvertMap(node, depth);
    return boost::json::value(nullptr);
  }

 private:
  Result<boost::json::value> ConvertMap(const YAML::Node& node, int depth) {
    boost::json::object members;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return Wrong(file_, entry.first.Mark(), "a key must be plain text");
      ROLECALL_TRY(boost::json::value converted, Convert(entry.second, depth + 1));
      if (members.contains(entry.first.Scalar())) {
        return Wrong(file_, entry.first.Mark(), "key \"" + entry.first.Scalar() + "\" stands here twice");
      }
      members.emplace(entry.first.Scalar(), std::move(converted));
    }
    return boost::json::value(std::move(members));
  }

  const std::string& file_;
  std::size_t nodes_ = 0;
};

// Text that a YAML reader would take for something else must stand in quotes.
bool NeedsQuotes(std::string_view text) {
  if (!ScalarOf(text).is_string()) return true;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return true;
  if (std::string_view("!&*-?|>@`\"'%{}[],#:=").find(text.front()) != std::string_view::npos) return true;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return true;
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
}

std::string Scalar(const boost::json::value& value) {
  if (value.is_string() && !NeedsQuotes(value.as_string())) return std::string(value.as_string());
  return boost::json::serialize(value);  // JSON's scalars, {} and [] are YAML too
}

bool IsInline(const boost::json::value& value) {
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* array = value.if_array()) return array->empty();
  return true;
}

void Write(std::string& out, const boost::json::value& value, int indent);

void WriteMember(std::string& out, std::string_view key, const boost::json::value& value, int indent) {
  out += Scalar(boost::json::value(key)) + ":";
  if (IsInline(value)) {
    out += " " + Scalar(value) + "\n";
    return;
  }
  out += "\n";
  // kubectl's style: the items of a list stand below their key, not deeper.
  Write(out, value, value.is_array() ? indent : indent + 2);
}

void Write(std::string& out, const boost::json::value& value, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  if (IsInline(value)) {
    out += margin + Scalar(value) + "\n";
  } else if (const auto* members = value.if_object()) {
    for (const auto& [key, member] : *members) {
      out += margin;
      WriteMember(out, key, member, indent);
    }
  } else {
    for (const boost::json::value& item : value.as_array()) {
      // The item one level deeper, with its first margin replaced by the dash.
      std::string text;
      Write(text, item, indent + 2);
      text[static_cast<std::size_t>(indent)] = '-';
      out += text;
    }
  }
}

}  // namespace

Result<std::vector<boost::json::value>> ParseManifests(const std::string& file, std::string_view text) {
  if (text.size() > kMaxManifestBytes) {
    return Error{ErrorCode::kResourceExhausted, file + ": larger than the limit of 16 MiB"};
  }
  std::vector<boost::json::value> documents;
  try {
    for (const YAML::Node& node : yaml::LoadAll(std::string(text))) {
      ROLECALL_TRY(boost::json::value document, Converter(file).Convert(node, 0));
      if (!document.is_null()) documents.push_back(std::move(document));
    }
  } catch (const YAML::Exception& error) {
    return Wrong(file, error.mark, error.msg);
  }
  return documents;
}

std::string FormatManifests(const std::vector<boost::json::value>& documents) {
  std::string out;
  for (const boost::json::value& document : documents) {
    if (!out.empty()) out += "---\n";
    Write(out, document, 0);
  }
  return out;
}

}  // namespace rolecall::kube
