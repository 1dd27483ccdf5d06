// Case, order, joining, splitting and cutting of strings.
#include <utf8proc.h>

#include <algorithm>

#include "functions/define.h"
#include "functions/text_bound.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

using CodePointMap = utf8proc_int32_t (*)(utf8proc_int32_t);

// Applies `map` to each code point; bytes that are not UTF-8 stay. `map` is told whether a word starts there.
template <typename Map>
std::string MapCodePoints(const std::string& text, Map map) {
  std::string out;
  utf8proc_int32_t before = ' ';
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = -1;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (length <= 0) {
      out += text[at++];
      continue;
    }
    utf8proc_uint8_t encoded[4];
    const auto size = utf8proc_encode_char(map(code, before), encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
    before = code;
    at += static_cast<std::size_t>(length);
  }
  return out;
}

// What stands between words for title().
bool IsSeparator(utf8proc_int32_t code) {
  if (code < 0x80) {
    const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    return !letter && !(code >= '0' && code <= '9') && code != '_';
  }
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

// Unicode gives sharp s no capital of one letter, and Go neither; utf8proc takes the newer one.
constexpr utf8proc_int32_t kSharpS = 0xDF;
utf8proc_int32_t UpperCase(utf8proc_int32_t code) { return code == kSharpS ? code : utf8proc_toupper(code); }
utf8proc_int32_t TitleCase(utf8proc_int32_t code) { return code == kSharpS ? code : utf8proc_totitle(code); }

std::string Upper(const std::string& text) {
  return MapCodePoints(text, [](utf8proc_int32_t code, utf8proc_int32_t) { return UpperCase(code); });
}

std::string Lower(const std::string& text) {
  return MapCodePoints(text, [](utf8proc_int32_t code, utf8proc_int32_t) { return utf8proc_tolower(code); });
}

std::string Title(const std::string& text) {
  return MapCodePoints(text, [](utf8proc_int32_t code, utf8proc_int32_t before) {
    return IsSeparator(before) ? TitleCase(code) : code;
  });
}

std::string Reversed(const std::string& text) {
  const auto clusters = value::Graphemes(text);
  std::string out;
  for (auto cluster = clusters.rbegin(); cluster != clusters.rend(); ++cluster) out += *cluster;
  return out;
}

void AddMapping(Catalogue& catalogue, const char* name, const char* description,
                std::string (*map)(const std::string&)) {
  Define(catalogue, Function(name, description, {Plain("str", Type::String())}, Function::Returns(Type::String()),
                             [map](Arguments arguments, const Type&) -> FunctionResult {
                               return Value::String(map(arguments[0].AsString()));
                             })
                        .NeverNull());
}

FunctionResult Join(Arguments arguments, const Type&) {
  const std::string& separator = arguments[0].AsString();
  const Arguments lists = arguments.subspan(1);
  if (lists.empty()) return Failure("at least one list is required");
  for (const Value& list : lists) {
    if (!list.IsWhollyKnown()) return Value::Unknown(Type::String());
  }
  std::string out;
  bool is_first = true;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto& elements = lists[i].elements();
    for (std::size_t at = 0; at < elements.size(); ++at) {
      if (elements[at].IsNull()) {
        const std::string which = lists.size() > 1 ? " of list " + std::to_string(i + 1) : "";
        return ArgumentError(i + 1,
                             "element " + std::to_string(at) + which + " is null; cannot concatenate null values");
      }
      if (out.size() > kMaxTextBytes) return TextTooLarge();
      if (!is_first) out += separator;
      is_first = false;
      out += elements[at].AsString();
    }
  }
  return Value::String(std::move(out));
}

std::vector<Value> SplitAt(const std::string& text, const std::string& separator) {
  std::vector<Value> parts;
  std::size_t start = 0;
  for (std::size_t found = text.find(separator); found != std::string::npos; found = text.find(separator, start)) {
    parts.push_back(Value::String(text.substr(start, found - start)));
    start = found + separator.size();
  }
  parts.push_back(Value::String(text.substr(start)));
  return parts;
}

// An empty separator splits into characters (code points).
std::vector<Value> SplitCodePoints(const std::string& text) {
  std::vector<Value> parts;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    parts.push_back(Value::String(text.substr(at, end - at)));
  }
  return parts;
}

FunctionResult Split(Arguments arguments, const Type&) {
  const std::string& separator = arguments[0].AsString();
  const std::string& text = arguments[1].AsString();
  return Value::List(Type::String(), separator.empty() ? SplitCodePoints(text) : SplitAt(text, separator));
}

FunctionResult Sort(Arguments arguments, const Type& type) {
  if (!arguments[0].IsWhollyKnown()) {
    value::Refinement known;
    known.not_null = true;
    known.length_min = arguments[0].size();
    known.length_max = arguments[0].size();
    return value::Settle(type, known);
  }
  std::vector<Value> elements = arguments[0].elements();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (!elements[i].IsNull()) continue;
    return Failure("given list element " + std::to_string(i) + " is null; a null string cannot be sorted");
  }
  std::sort(elements.begin(), elements.end(),
            [](const Value& a, const Value& b) { return a.AsString() < b.AsString(); });
  return Value::List(Type::String(), std::move(elements));
}

FunctionResult Substr(Arguments arguments, const Type&) {
  const auto clusters = value::Graphemes(arguments[0].AsString());
  const auto offset_given = arguments[1].AsNumber().ToInt64();
  const auto length_given = arguments[2].AsNumber().ToInt64();
  if (!offset_given) return Failure(kNoWholeNumber);
  if (!length_given) return Failure(kNoWholeNumber);
  const auto total = static_cast<std::int64_t>(clusters.size());
  const std::int64_t offset =
      std::clamp<std::int64_t>(*offset_given < 0 ? *offset_given + total : *offset_given, 0, total);
  const std::int64_t length = *length_given < 0 ? total - offset : std::min(*length_given, total - offset);
  std::string out;
  for (std::int64_t i = offset; i < offset + length; ++i) out += clusters[static_cast<std::size_t>(i)];
  return Value::String(std::move(out));
}

FunctionResult Indent(Arguments arguments, const Type&) {
  const auto spaces = arguments[0].AsNumber().ToInt64();
  constexpr std::int64_t kMostSpaces = 10000;
  if (!spaces) return Failure(kNoWholeNumber);
  if (*spaces < 0 || *spaces > kMostSpaces) {
    return ArgumentError(0, "must be a whole number from 0 to 10000");
  }
  std::string out;
  for (const char c : arguments[1].AsString()) {
    out += c;
    if (out.size() > kMaxTextBytes) return TextTooLarge();
    if (c == '\n') out.append(static_cast<std::size_t>(*spaces), ' ');
  }
  return Value::String(std::move(out));
}

FunctionResult StartsWith(Arguments arguments, const Type&) {
  const std::string& prefix = arguments[1].AsString();
  if (arguments[0].IsKnown()) return Value::Bool(arguments[0].AsString().compare(0, prefix.size(), prefix) == 0);
  if (prefix.empty()) return Value::Bool(true);
  const std::string& known = arguments[0].refinement().string_prefix;
  const std::size_t common = std::min(known.size(), prefix.size());
  if (known.compare(0, common, prefix, 0, common) != 0) return Value::Bool(false);
  return known.size() >= prefix.size() ? Value::Bool(true) : Value::Unknown(Type::Bool());
}

FunctionResult EndsWith(Arguments arguments, const Type&) {
  const std::string& text = arguments[0].AsString();
  const std::string& suffix = arguments[1].AsString();
  const bool fits = text.size() >= suffix.size();
  return Value::Bool(fits && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0);
}

FunctionResult StrContains(Arguments arguments, const Type&) {
  return Value::Bool(arguments[0].AsString().find(arguments[1].AsString()) != std::string::npos);
}

}  // namespace

void AddStrings(Catalogue& catalogue) {
  const Type text = Type::String();
  const auto returns_text = Function::Returns(text);
  const auto returns_bool = Function::Returns(Type::Bool());
  const auto returns_list = Function::Returns(Type::List(text));
  AddMapping(catalogue, "upper", "The string in upper case.", Upper);
  AddMapping(catalogue, "lower", "The string in lower case.", Lower);
  AddMapping(catalogue, "title", "The string with the first letter of each word in upper case.", Title);
  AddMapping(catalogue, "strrev", "The string's characters in reverse order.", Reversed);
  Define(catalogue, Function("join", "The lists' strings, with the separator between them.", {Plain("separator", text)},
                             Plain("lists", Type::List(text)), returns_text, Join)
                        .NeverNull());
  Define(catalogue, Function("split", "The parts of the string between separators.",
                             {Plain("separator", text), Plain("str", text)}, returns_list, Split)
                        .NeverNull());
  Define(catalogue,
         Function("sort", "The strings in lexical order.", {Plain("list", Type::List(text))}, returns_list, Sort)
             .NeverNull());
  Define(catalogue, Function("substr", "A part of the string, by offset and length in characters.",
                             {Plain("str", text), Plain("offset", Type::Number()), Plain("length", Type::Number())},
                             returns_text, Substr)
                        .NeverNull());
  Define(catalogue, Function("indent", "The string with spaces before all lines but the first.",
                             {Plain("spaces", Type::Number()), Plain("str", text)}, returns_text, Indent)
                        .NeverNull());
  Define(catalogue, Function("startswith", "Whether the string begins with the prefix.",
                             {{.name = "str", .type = text, .allow_unknown = true}, Plain("prefix", text)},
                             returns_bool, StartsWith)
                        .NeverNull());
  Define(catalogue, Function("endswith", "Whether the string ends with the suffix.",
                             {Plain("str", text), Plain("suffix", text)}, returns_bool, EndsWith)
                        .NeverNull());
  Define(catalogue, Function("strcontains", "Whether the string contains the other.",
                             {Plain("str", text), Plain("substr", text)}, returns_bool, StrContains)
                        .NeverNull());
}

}  // namespace rolecall::functions
