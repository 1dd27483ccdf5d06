#include "hcl/format/value_source.h"

#include <utf8proc.h>

#include <array>
#include <cstdio>

#include "hcl/format/format.h"
#include "hcl/syntax/parser.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

// Letters, marks, numbers, punctuation and symbols, and the plain space.
bool IsPrintable(utf8proc_int32_t code) {
  if (code == ' ') return true;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    default: return true;
  }
}

std::string Escaped(std::string_view character, utf8proc_int32_t code) {
  switch (code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    default: break;
  }
  if (IsPrintable(code)) return std::string(character);
  std::array<char, 16> escape = {};
  std::snprintf(escape.data(), escape.size(), code < 0x10000 ? "\\u%04x" : "\\U%08x", static_cast<unsigned>(code));
  return escape.data();
}

// Without its layout, but for the line breaks.
void AppendValue(std::string& out, const Value& value) {
  if (value.IsNull()) {
    out += "null";
    return;
  }
  switch (value.type().kind()) {
    case Type::Kind::kString: out += QuotedSource(value.AsString()); return;
    case Type::Kind::kNumber: out += value.AsNumber().Text(); return;
    case Type::Kind::kBool: out += value.AsBool() ? "true" : "false"; return;
    case Type::Kind::kMap:
    case Type::Kind::kObject:
      out += value.members().empty() ? "{" : "{\n";
      for (const auto& [name, member] : value.members()) {
        out += IsValidIdentifier(name) ? name : QuotedSource(name);
        out += " = ";
        AppendValue(out, member);
        out += '\n';
      }
      out += '}';
      return;
    default: break;
  }
  const char* separator = "[";
  for (const Value& element : value.elements()) {
    out += std::exchange(separator, ", ");
    AppendValue(out, element);
  }
  out += value.elements().empty() ? "[]" : "]";
}

}  // namespace

std::string QuotedSource(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
    const std::string_view character = text.substr(0, length > 0 ? static_cast<std::size_t>(length) : 1);
    text.remove_prefix(character.size());
    quoted += length > 0 ? Escaped(character, code) : std::string(character);
    const bool opens = (code == '$' || code == '%') && text.starts_with('{');
    if (opens) quoted += character;
  }
  return quoted + "\"";
}

std::string ValueSource(const Value& value) {
  constexpr std::string_view kName = "x = ";
  std::string source(kName);
  AppendValue(source, value);
  source = Format(source + "\n");
  return source.substr(kName.size(), source.size() - kName.size() - 1);
}

}  // namespace rolecall::hcl
