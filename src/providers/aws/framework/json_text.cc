#include "providers/aws/framework/json_text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>

namespace rolecall::providers::aws {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kExactDigits = 15;  // of integers that a double keeps

// Go reads numbers as doubles and writes them without exponent between 1e-6 and 1e21.
std::string NumberText(const std::string& text) {
  bool is_plain = text.size() <= kExactDigits && text.find_first_not_of("-0123456789") == std::string::npos;
  if (is_plain && text != "-0") return text;
  double number = std::strtod(text.c_str(), nullptr);
  double size = std::fabs(number);
  char buffer[512];
  bool is_fixed = size == 0 || (size >= 1e-6 && size < 1e21);
  auto written = std::to_chars(buffer, buffer + sizeof buffer, number,
                               is_fixed ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer, written.ptr);
}

void Append(std::string& out, const json::Node& node, bool version_first);

void AppendMember(std::string& out, const std::string& name, const json::Node& value) {
  if (out.back() != '{') out += ',';
  json::AppendQuoted(out, name, /*html=*/true);
  out += ':';
  Append(out, value, false);
}

void AppendObject(std::string& out, const json::Node& node, bool version_first) {
  std::map<std::string_view, const json::Member*> sorted;  // of a name given twice the last counts
  for (const json::Member& member : node.members) sorted[member.name] = &member;
  out += '{';
  auto version = sorted.find("Version");
  if (version_first && version != sorted.end()) {
    AppendMember(out, "Version", version->second->value);
    sorted.erase(version);
  }
  for (const auto& entry : sorted) AppendMember(out, entry.second->name, entry.second->value);
  out += '}';
}

void Append(std::string& out, const json::Node& node, bool version_first) {
  switch (node.kind) {
    case json::Node::Kind::kNull: out += "null"; break;
    case json::Node::Kind::kBool: out += node.flag ? "true" : "false"; break;
    case json::Node::Kind::kNumber: out += NumberText(node.text); break;
    case json::Node::Kind::kString: json::AppendQuoted(out, node.text, /*html=*/true); break;
    case json::Node::Kind::kObject: AppendObject(out, node, version_first); break;
    case json::Node::Kind::kArray:
      out += '[';
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i > 0) out += ',';
        Append(out, node.items[i], false);
      }
      out += ']';
      break;
  }
}

// `indent` negative: compact.
void Print(std::string& out, const json::Node& node, int indent) {
  bool is_object = node.IsObject();
  std::size_t count = is_object ? node.members.size() : node.items.size();
  if (!is_object && !node.IsArray()) return Append(out, node, false);
  int inner = indent < 0 ? indent : indent + 2;
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    if (inner >= 0) out.append("\n").append(inner, ' ');
    if (is_object) {
      json::AppendQuoted(out, node.members[i].name, /*html=*/true);
      out += inner < 0 ? ":" : ": ";
    }
    Print(out, is_object ? node.members[i].value : node.items[i], inner);
  }
  if (count > 0 && indent >= 0) out.append("\n").append(indent, ' ');
  out += is_object ? '}' : ']';
}

}  // namespace

std::string CompactJson(const json::Node& node) {
  std::string out;
  Print(out, node, -1);
  return out;
}

std::string IndentedJson(const json::Node& node) {
  std::string out;
  Print(out, node, 0);
  return out;
}

Result<json::Node> ParseJson(std::string_view text) {
  json::ParseResult parsed = json::Parse(text, {kMaxBytes, kMaxDepth});
  if (parsed.error.empty()) return std::move(parsed.root);
  json::LineColumn place = json::Locate(text, parsed.error_offset);
  return Error{ErrorCode::kInvalidArgument,
               "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " + parsed.error};
}

Result<std::string> NormalizeJson(std::string_view text, KeyOrder order) {
  ROLECALL_TRY(json::Node root, ParseJson(text));
  std::string out;
  out.reserve(text.size());
  Append(out, root, order == KeyOrder::kVersionFirst);
  return out;
}

std::string NormalizeJsonOrKeep(std::string_view text, KeyOrder order) {
  Result<std::string> normalized = NormalizeJson(text, order);
  return normalized.ok() ? *normalized : std::string(text);
}

}  // namespace rolecall::providers::aws
