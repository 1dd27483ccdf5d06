// Which functions may be called while placeholders stand in their arguments.
#include <algorithm>
#include <set>
#include <utility>

#include "base/placeholder.h"
#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "value/function.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

// How a function may be called while placeholders stand in its arguments.
enum class PlaceholderUse {
  kText,       // its result is made of its arguments' texts: unknown ones may stand there as placeholders too
  kStructure,  // it does not look at texts: placeholders go through
  kNone,       // it may look at anything: what has a placeholder is unknown to it
};

// `split` needs a separator that is surely there.
bool SplitsSurely(const std::vector<Value>& arguments) {
  for (const Value& argument : arguments) {
    const bool is_text = argument.IsKnown() && !argument.IsNull() && argument.type() == Type::String();
    if (!is_text) return false;
  }
  if (arguments.size() != 2) return false;
  const std::string text = ReplacePlaceholders(arguments[1].Unmark().AsString(), "");
  return !HasPlaceholder(arguments[0].Unmark().AsString()) &&
         text.find(arguments[0].Unmark().AsString()) != std::string::npos;
}

PlaceholderUse UseOf(std::string name, const std::vector<Value>& arguments) {
  static const std::set<std::string, std::less<>> kTexts = {
      "format",  "formatlist", "join",       "jsonencode", "templatefile", "templatestring",
      "replace", "trim",       "trimprefix", "trimspace",  "trimsuffix",   "yamlencode"};
  static const std::set<std::string, std::less<>> kStructures = {
      "chunklist", "coalesce",     "coalescelist", "compact", "concat",   "distinct",  "element",  "flatten",
      "keys",      "lookup",       "merge",        "one",     "reverse",  "sensitive", "setunion", "slice",
      "tolist",    "nonsensitive", "tomap",        "toset",   "tostring", "values",    "zipmap"};
  if (name.starts_with("core::")) name.erase(0, 6);
  if (kTexts.contains(name)) return PlaceholderUse::kText;
  if (kStructures.contains(name)) return PlaceholderUse::kStructure;
  if (name == "split" && SplitsSurely(arguments)) return PlaceholderUse::kStructure;
  const bool is_text = !arguments.empty() && arguments[0].type() == Type::String();
  if (name == "length" && !is_text) return PlaceholderUse::kStructure;
  return PlaceholderUse::kNone;
}

}  // namespace

// True: some argument has a placeholder.
bool Evaluation::PreparePlaceholders(const CallExpression& call, const value::Function& function,
                                     const CallArguments& arguments, std::vector<Value>& values) {
  const PlaceholderUse use = UseOf(call.name, values);
  bool has_placeholders = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Value& argument = values[i];
    if (use == PlaceholderUse::kNone) {
      has_placeholders = has_placeholders || HasPlaceholderDeep(argument);
      argument = WithoutPlaceholders(argument);
      continue;
    }
    const value::Parameter* parameter = function.ParameterFor(i);
    const bool wants_text = parameter != nullptr && parameter->type == Type::String();
    const bool is_whole = wants_text || call.name.ends_with("format");
    const bool fills = use == PlaceholderUse::kText && (is_whole || argument.IsKnown());
    if (fills) argument = WithPlaceholders(argument, SourceText(*arguments.sources[i]), true);
    has_placeholders = has_placeholders || HasPlaceholderDeep(argument);
  }
  return has_placeholders;
}

}  // namespace rolecall::hcl
