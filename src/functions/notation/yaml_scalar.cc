#include "functions/notation/yaml_scalar.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/encoding.h"
#include "functions/notation/timestamp.h"

namespace rolecall::functions {
namespace {

using value::Value;
using Resolved = Expected<Value, std::string>;

const std::string kPrefix = "tag:yaml.org,2002:";  // NOLINT: of static storage, never changed

bool IsOneOf(const std::string& text, const std::set<std::string>& words) { return words.count(text) != 0; }

std::optional<bool> AsBool(const std::string& text) {
  static const std::set<std::string> yes = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
  static const std::set<std::string> no = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  if (IsOneOf(text, yes)) return true;
  return IsOneOf(text, no) ? std::optional<bool>(false) : std::nullopt;
}

bool IsNull(const std::string& text) {
  static const std::set<std::string> words = {"", "~", "null", "Null", "NULL"};
  return IsOneOf(text, words);
}

std::optional<value::Number> AsInfinity(const std::string& text) {
  static const std::set<std::string> words = {".inf", ".Inf", ".INF"};
  if (text.size() == 5 && (text[0] == '-' || text[0] == '+') && IsOneOf(text.substr(1), words)) {
    return text[0] == '-' ? value::Number::NegativeInfinity() : value::Number::PositiveInfinity();
  }
  return IsOneOf(text, words) ? std::optional(value::Number::PositiveInfinity()) : std::nullopt;
}

std::optional<value::Number> AsNumber(const std::string& text) {
  if (auto infinity = AsInfinity(text)) return infinity;
  const std::string& plain = text;
  const std::size_t sign = !plain.empty() && (plain[0] == '-' || plain[0] == '+') ? 1 : 0;
  if (plain.size() > sign + 2 && plain[sign] == '0' && plain[sign + 1] >= 'A') {
    const char kind = plain[sign + 1];
    const int base = kind == 'x' ? 16 : (kind == 'o' ? 8 : 0);
    if (base == 0) return std::nullopt;
    const std::string digits = plain.substr(sign + 2);
    if (digits[0] == '-' || digits[0] == '+') return std::nullopt;
    return value::Number::ParseInteger((plain[0] == '-' ? "-" : "") + digits, base);
  }
  return value::Number::Parse(plain);
}

// The short forms of dates that YAML has besides RFC 3339.
std::optional<std::string> AsTimestamp(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  if (text.size() < 8 || text[4] != '-' || text.find_first_not_of("0123456789") != 4) return std::nullopt;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return std::nullopt;
  std::string rest = text.substr(static_cast<std::size_t>(used));
  if (!rest.empty()) {
    const bool with_zone = rest[0] == 'T' || rest[0] == 't';
    if (!with_zone && rest[0] != ' ') return std::nullopt;
    rest.erase(0, 1);
    if (std::sscanf(rest.c_str(), "%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3) return std::nullopt;
    rest.erase(0, static_cast<std::size_t>(used));
    if (!rest.empty() && rest[0] == '.') rest.erase(0, std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
    if (with_zone ? rest.empty() : !rest.empty()) return std::nullopt;
  }
  char full[64];
  std::snprintf(full, sizeof full, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, second);
  const auto time = ParseTimestamp(full + (rest.empty() ? std::string("Z") : rest));
  return time.ok() ? std::optional(time->Text()) : std::nullopt;
}

Resolved ResolvePlain(const std::string& text) {
  if (IsNull(text)) return Value::Null(value::Type::Dynamic());
  if (const auto flag = AsBool(text)) return Value::Bool(*flag);
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return std::string("floating point NaN is not supported");
  const char first = text[0];
  const bool may_be_number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  if (!may_be_number) return Value::String(text);
  if (const auto time = AsTimestamp(text)) return Value::String(*time);
  if (const auto number = AsNumber(text)) return Value::Number(*number);
  return Value::String(text);
}

}  // namespace

Resolved ResolveYamlScalar(const std::string& tag, const std::string& text) {
  if (tag.empty()) return ResolvePlain(text);
  const std::string cannot = "cannot parse \"" + text + "\" as " + tag;
  if (tag == kPrefix + "str") return Value::String(text);
  if (tag == kPrefix + "null") return Value::Null(value::Type::Dynamic());
  if (tag == kPrefix + "binary") {
    return Base64Decode(text) ? Resolved(Value::String(text)) : Resolved(cannot + ": not valid base64");
  }
  if (tag == kPrefix + "bool") {
    const auto flag = AsBool(text);
    return flag ? Resolved(Value::Bool(*flag)) : Resolved(cannot);
  }
  if (tag == kPrefix + "int" || tag == kPrefix + "float") {
    const auto number = AsNumber(text);
    return number ? Resolved(Value::Number(*number)) : Resolved(cannot);
  }
  if (tag == kPrefix + "timestamp") {
    const auto time = AsTimestamp(text);
    return time ? Resolved(Value::String(*time)) : Resolved(cannot);
  }
  return "unsupported tag \"" + tag + "\"";
}

}  // namespace rolecall::functions
