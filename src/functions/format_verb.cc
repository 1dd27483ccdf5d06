// Printing one argument as a format verb says.
#include "functions/format_verb.h"

#include <algorithm>

#include "base/text.h"
#include "functions/define.h"
#include "json/document.h"
#include "value/convert.h"
#include "value/json.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

using Text = Expected<std::string, FunctionError>;

FunctionError Unsupported(const FormatVerb& verb, const std::string& why) {
  return Failure("unsupported value for " + json::Quoted(verb.raw, false) + " at " + std::to_string(verb.offset) +
                 ": " + why);
}

std::string Padded(const FormatVerb& verb, std::string text) {
  const std::size_t length = value::Graphemes(text).size();
  const auto width = static_cast<std::size_t>(verb.width.value_or(0));
  if (length >= width) return text;
  const std::string padding(width - length, verb.zero ? '0' : ' ');
  return verb.minus ? text + padding : padding + text;
}

// Numbers: the sign comes before padding zeros, and may be shown for positive ones.
std::string PaddedNumber(const FormatVerb& verb, std::string digits, const std::string& prefix = "") {
  std::string sign;
  if (digits[0] == '-' || digits[0] == '+') {
    sign = digits.substr(0, 1);
    digits.erase(0, 1);
  } else if (verb.plus) {
    sign = "+";
  } else if (verb.space) {
    sign = " ";
  }
  const auto width = static_cast<std::size_t>(verb.width.value_or(0));
  const std::size_t length = sign.size() + prefix.size() + digits.size();
  const std::size_t padding = length >= width ? 0 : width - length;
  if (verb.minus) return sign + prefix + digits + std::string(padding, ' ');
  if (verb.zero) return sign + prefix + std::string(padding, '0') + digits;
  return std::string(padding, ' ') + sign + prefix + digits;
}

// The shortest digits with an exponent where the plain form would be long: Go's 'g' without precision.
std::string Shortest(const value::Number& number) {
  const std::string plain = number.Text();
  if (number.IsInfinite() || number.Sign() == 0) return plain;
  const std::string sign = plain[0] == '-' ? "-" : "";
  const std::string body = plain.substr(sign.size());
  const std::size_t point = std::min(body.find('.'), body.size());
  std::string digits = body;
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  const std::size_t first = digits.find_first_not_of('0');
  const int exponent = static_cast<int>(point) - static_cast<int>(first) - 1;
  constexpr int kPlainDigits = 6;
  if (exponent >= -4 && exponent < kPlainDigits) return plain;
  digits = digits.substr(first);
  digits.erase(digits.find_last_not_of('0') + 1);
  std::string out = sign + digits.substr(0, 1);
  if (digits.size() > 1) out += "." + digits.substr(1);
  const std::string power = std::to_string(std::abs(exponent));
  return out + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
}

Text AsIs(const FormatVerb& verb, const Value& argument) {
  if (!verb.sharp && !argument.IsNull()) {
    if (argument.type().IsString()) return Padded(verb, argument.AsString());
    if (argument.type().IsNumber()) return Padded(verb, Shortest(argument.AsNumber()));
  }
  const auto text = value::ToJson(argument);
  if (!text.ok()) return Unsupported(verb, text.error().message);
  return Padded(verb, *text);
}

Text AsBool(const FormatVerb& verb, const Value& argument) {
  const auto flag = value::Convert(argument, Type::Bool());
  if (!flag.ok()) return Unsupported(verb, flag.error().message);
  return Padded(verb, flag->AsBool() ? "true" : "false");
}

Text AsText(const FormatVerb& verb, const Value& argument) {
  const auto converted = value::Convert(argument, Type::String());
  if (!converted.ok()) return Unsupported(verb, converted.error().message);
  std::string text = converted->AsString();
  if (verb.precision) {
    std::string cut;
    int count = 0;
    for (const std::string_view cluster : value::Graphemes(text)) {
      if (count++ == *verb.precision) break;
      cut += cluster;
    }
    text = cut;
  }
  return Padded(verb, verb.mode == 'q' ? json::Quoted(text, true) : text);
}

Text AsInteger(const FormatVerb& verb, const value::Number& number) {
  int base = 10;
  std::string prefix;
  if (verb.mode == 'b') base = 2;
  if (verb.mode == 'o') base = 8;
  if (verb.mode == 'x' || verb.mode == 'X') base = 16;
  if (verb.sharp && base != 10) prefix = base == 2 ? "0b" : (base == 8 ? "0" : std::string("0") + verb.mode);
  std::string digits = number.IntegerText(base);
  if (verb.mode == 'X') digits = UpperAscii(digits);
  if (verb.precision) {
    const std::size_t sign = digits[0] == '-' ? 1 : 0;
    const auto wanted = static_cast<std::size_t>(*verb.precision) + sign;
    if (digits.size() < wanted) digits.insert(sign, wanted - digits.size(), '0');
  }
  return PaddedNumber(verb, std::move(digits), prefix);
}

Text AsFloat(const FormatVerb& verb, const value::Number& number) {
  const bool is_general = verb.mode == 'g' || verb.mode == 'G';
  std::string digits;
  if (is_general && !verb.precision) {
    digits = Shortest(number);
    if (verb.mode == 'G') digits = UpperAscii(digits);
  } else {
    digits = number.Printed(verb.mode, verb.precision.value_or(6));
  }
  return PaddedNumber(verb, std::move(digits));
}

Text AsNumber(const FormatVerb& verb, const Value& argument) {
  const auto converted = value::Convert(argument, Type::Number());
  if (!converted.ok()) return Unsupported(verb, converted.error().message);
  const bool is_integer = std::string_view("bdoxX").find(verb.mode) != std::string_view::npos;
  if (!is_integer) return AsFloat(verb, converted->AsNumber());
  if (!converted->AsNumber().IsInteger()) return Unsupported(verb, "an integer is required");
  return AsInteger(verb, converted->AsNumber());
}

}  // namespace

Text FormatOne(const FormatVerb& verb, const Value& argument) {
  if (verb.mode != 'v' && argument.IsNull()) return Unsupported(verb, "null value cannot be formatted");
  switch (verb.mode) {
    case 'v': return AsIs(verb, argument);
    case 't': return AsBool(verb, argument);
    case 's':
    case 'q': return AsText(verb, argument);
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': return AsNumber(verb, argument);
    default:
      return Failure(std::string("unsupported format verb '") + verb.mode + "' in " + json::Quoted(verb.raw, false) +
                     " at offset " + std::to_string(verb.offset));
  }
}

}  // namespace rolecall::functions
