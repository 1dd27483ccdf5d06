// regex(), regexall() and replace().
#include <optional>

#include "functions/define.h"
#include "functions/notation/regular_expression.h"
#include "functions/text_bound.h"

namespace rolecall::functions {
namespace {

using Compiled = Expected<RegularExpression, FunctionError>;

Compiled CompilePattern(const std::string& pattern) {
  auto compiled = RegularExpression::Compile(pattern);
  if (compiled.ok()) return *compiled;
  const RegularExpression::Mistake& mistake = compiled.error();
  return ArgumentError(0, "invalid regexp pattern: " + mistake.words + " in " + mistake.part);
}

// A string without groups, an object of named ones, a tuple of unnamed ones.
FunctionType MatchType(const RegularExpression& expression) {
  const auto count = static_cast<std::size_t>(expression.group_count());
  const std::size_t named = expression.group_names().size();
  if (count == 0) return Type::String();
  if (named == 0) return Type::Tuple(std::vector<Type>(count, Type::String()));
  if (named != count) {
    return ArgumentError(0, "invalid regexp pattern: cannot mix both named and unnamed capture groups");
  }
  std::map<std::string, Type> attributes;
  for (const auto& [index, name] : expression.group_names()) attributes.emplace(name, Type::String());
  return Type::Object(std::move(attributes));
}

Value MatchValue(const RegularExpression& expression, const RegularExpression::Match& match) {
  const auto group = [&match](std::size_t index) {
    return match[index] ? Value::String(*match[index]) : Value::Null(Type::String());
  };
  if (match.size() == 1) return group(0);
  if (expression.group_names().empty()) {
    std::vector<Value> groups;
    for (std::size_t i = 1; i < match.size(); ++i) groups.push_back(group(i));
    return Value::Tuple(std::move(groups));
  }
  std::map<std::string, Value> groups;
  for (const auto& [index, name] : expression.group_names()) {
    groups.insert_or_assign(name, group(static_cast<std::size_t>(index)));
  }
  return Value::Object(std::move(groups));
}

FunctionType RegexType(Arguments arguments) {
  // The pattern decides on the type.
  if (!arguments[0].IsKnown()) return Type::Dynamic();
  const Compiled compiled = CompilePattern(arguments[0].AsString());
  if (!compiled.ok()) return compiled.error();
  return MatchType(*compiled);
}

FunctionType RegexAllType(Arguments arguments) {
  FunctionType match = RegexType(arguments);
  if (!match.ok()) return match;
  return arguments[0].IsKnown() ? Type::List(*match) : Type::List(Type::Dynamic());
}

FunctionResult Regex(Arguments arguments, const Type& type) {
  if (type.IsDynamic()) return Value::Unknown(type);
  const Compiled compiled = CompilePattern(arguments[0].AsString());
  if (!compiled.ok()) return compiled.error();
  const auto match = compiled->FindFirst(arguments[1].AsString());
  if (!match) return Failure("pattern did not match any part of the given string");
  return MatchValue(*compiled, *match);
}

FunctionResult RegexAll(Arguments arguments, const Type& type) {
  const Compiled compiled = CompilePattern(arguments[0].AsString());
  if (!compiled.ok()) return compiled.error();
  std::vector<Value> matches;
  for (const auto& match : compiled->FindAll(arguments[1].AsString())) matches.push_back(MatchValue(*compiled, match));
  return Value::List(type.element(), std::move(matches));
}

// Nothing: the result would be too large.
std::optional<std::string> ReplaceText(const std::string& text, const std::string& wanted,
                                       const std::string& replacement) {
  std::string out;
  if (wanted.empty()) {
    // Before every character and at the end.
    for (std::size_t at = 0; at < text.size() && out.size() <= kMaxTextBytes; ++at) {
      if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) out += replacement;
      out += text[at];
    }
    if (out.size() > kMaxTextBytes) return std::nullopt;
    return out + replacement;
  }
  std::size_t start = 0;
  for (std::size_t found = text.find(wanted); found != std::string::npos; found = text.find(wanted, start)) {
    out.append(text, start, found - start);
    out += replacement;
    if (out.size() > kMaxTextBytes) return std::nullopt;
    start = found + wanted.size();
  }
  return out.append(text, start);
}

// Slashes around what is sought make it a regular expression.
FunctionResult Replace(Arguments arguments, const Type&) {
  const std::string& text = arguments[0].AsString();
  const std::string& wanted = arguments[1].AsString();
  const std::string& replacement = arguments[2].AsString();
  if (wanted.size() <= 1 || wanted.front() != '/' || wanted.back() != '/') {
    const auto replaced = ReplaceText(text, wanted, replacement);
    return replaced ? FunctionResult(Value::String(*replaced)) : FunctionResult(TextTooLarge());
  }
  const auto compiled = RegularExpression::Compile(wanted.substr(1, wanted.size() - 2));
  if (!compiled.ok()) {
    return Failure("error parsing regexp: " + compiled.error().words + ": `" + compiled.error().part + "`");
  }
  const auto replaced = compiled->ReplaceAll(text, replacement, kMaxTextBytes);
  return replaced ? FunctionResult(Value::String(*replaced)) : FunctionResult(TextTooLarge());
}

}  // namespace

void AddRegex(Catalogue& catalogue) {
  const Type text = Type::String();
  Define(catalogue, Function("regex", "The first match of the pattern: a string, or its groups.",
                             {Plain("pattern", text), Plain("string", text)}, RegexType, Regex));
  Define(catalogue, Function("regexall", "All matches of the pattern.", {Plain("pattern", text), Plain("string", text)},
                             RegexAllType, RegexAll)
                        .NeverNull());
  Define(catalogue,
         Function("replace", "The string with one part (or `/pattern/`) replaced by another.",
                  {Plain("str", text), Plain("substr", text), Plain("replace", text)}, Function::Returns(text), Replace)
             .NeverNull());
}

}  // namespace rolecall::functions
