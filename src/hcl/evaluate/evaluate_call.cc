// Function calls; `try` and `can`, which decide themselves what to evaluate; `convert`, whose second argument is a
// type.
#include <algorithm>
#include <set>
#include <utility>

#include "base/placeholder.h"
#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "hcl/evaluate/type_expression.h"
#include "value/convert.h"
#include "value/function.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

bool IsBuiltIn(const std::string& name, const char* plain) {
  return name == plain || name == std::string("core::") + plain;
}

// Where an argument is written; those that the last one was expanded to stand there.
const Expression& SourceOf(const CallExpression& call, std::size_t argument) {
  return *call.arguments[std::min(argument, call.arguments.size() - 1)];
}

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

// True: some argument has a placeholder, so that a call that fails says nothing.
bool Evaluation::PreparePlaceholders(const CallExpression& call, const value::Function& function,
                                     std::vector<Value>& arguments) {
  const PlaceholderUse use = UseOf(call.name, arguments);
  bool has_placeholders = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Value& argument = arguments[i];
    if (use == PlaceholderUse::kNone) {
      has_placeholders = has_placeholders || HasPlaceholderDeep(argument);
      argument = WithoutPlaceholders(argument);
      continue;
    }
    const value::Parameter* parameter = function.ParameterFor(i);
    const bool wants_text = parameter != nullptr && parameter->type == Type::String();
    const bool is_whole = wants_text || call.name.ends_with("format");
    const bool fills = use == PlaceholderUse::kText && (is_whole || argument.IsKnown());
    if (fills) argument = WithPlaceholders(argument, SourceText(SourceOf(call, i)), true);
    has_placeholders = has_placeholders || HasPlaceholderDeep(argument);
  }
  return has_placeholders;
}

void Evaluation::ComplainUnknownFunction(const CallExpression& call) {
  if (!scope_.AllowsFunctions()) {
    return Complain("functions-not-allowed", "Function calls not allowed", "Functions may not be called here.", call,
                    call.name_range, call.range);
  }
  std::vector<std::string> names = scope_.FunctionNames();
  names.insert(names.end(), {"try", "can", "convert"});
  const std::size_t scope_end = call.name.rfind("::");
  std::string detail = "There is no function named \"" + call.name + "\".";
  if (scope_end != std::string::npos) {
    const std::string prefix = call.name.substr(0, scope_end + 2);
    const bool known_namespace = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name.compare(0, prefix.size(), prefix) == 0;
    });
    if (!known_namespace) detail = "There are no functions in namespace \"" + prefix + "\".";
  }
  if (const auto meant = diag::DidYouMean(call.name, names)) detail += " Did you mean \"" + *meant + "\"?";
  Complain("unknown-function", "Call to unknown function", std::move(detail), call, call.name_range, call.range);
}

// The final argument, `list...`, as arguments of their own. False with an error.
bool Evaluation::ExpandFinal(const CallExpression& call, std::vector<Value>& arguments, bool& is_unknown,
                             value::Marks& marks) {
  const Expression& last = *call.arguments.back();
  diag::Diagnostics found;
  const Value raw = Into(found).Evaluate(last);
  diagnostics_.Append(found);
  if (found.HasErrors()) return false;
  const char* kSummary = "Invalid expanding argument value";
  if (raw.IsKnown() && raw.IsNull()) {
    Complain("invalid-expanding-argument", kSummary, "The expanding argument (indicated by ...) must not be null.",
             last, last.range, call.range);
    return false;
  }
  const Type::Kind kind = raw.type().kind();
  if (kind == Type::Kind::kDynamic) {
    is_unknown = true;
    marks = raw.marks();
    return true;
  }
  if (kind != Type::Kind::kTuple && kind != Type::Kind::kList && kind != Type::Kind::kSet) {
    Complain("invalid-expanding-argument", kSummary,
             "The expanding argument (indicated by ...) must be of a tuple, list, or set type.", last, last.range,
             call.range);
    return false;
  }
  if (!raw.IsKnown()) {
    is_unknown = true;
    marks = raw.marks();
    return true;
  }
  for (const Value& element : raw.elements()) arguments.push_back(element.WithMarks(raw.marks()));
  return true;
}

Value Evaluation::EvaluateCall(const CallExpression& call) {
  const value::Function* function = scope_.FindFunction(call.name);
  if (function == nullptr && scope_.AllowsFunctions()) {
    if (IsBuiltIn(call.name, "try")) return EvaluateTry(call);
    if (IsBuiltIn(call.name, "can")) return EvaluateCan(call);
    if (IsBuiltIn(call.name, "convert")) return EvaluateConvert(call);
  }
  if (function == nullptr && scope_.AllowsPlaceholders() && call.name.starts_with("provider::")) {
    return UnknownDynamic();
  }
  if (function == nullptr) {
    ComplainUnknownFunction(call);
    return UnknownDynamic();
  }
  bool is_unknown = false;
  value::Marks marks;
  std::optional<std::vector<Value>> arguments = Arguments(call, is_unknown, marks);
  if (!arguments) return UnknownDynamic();
  if (is_unknown) return UnknownDynamic().WithMarks(marks);
  if (!CheckCount(call, *function, arguments->size())) return UnknownDynamic();
  const bool placeholders = scope_.AllowsPlaceholders() && PreparePlaceholders(call, *function, *arguments);
  if (!ConvertArguments(call, *function, *arguments)) return UnknownDynamic();
  const value::FunctionResult result = function->Call(*arguments);
  if (result.ok()) return *result;
  if (placeholders) return UnknownDynamic();
  const value::FunctionError& error = result.error();
  if (error.argument && !call.arguments.empty()) {
    ComplainArgument(call, *function, *error.argument,
                     value::PathText(error.path) + (error.path.empty() ? "" : ": ") + error.message);
  } else {
    Complain("function-failed", "Error in function call",
             "Call to function \"" + call.name + "\" failed: " + error.message + ".", call, call.name_range,
             call.range);
  }
  return UnknownDynamic();
}

// The values of the arguments, the last one expanded; nothing with an error. `is_unknown`: how many it would expand to
// is not known.
std::optional<std::vector<Value>> Evaluation::Arguments(const CallExpression& call, bool& is_unknown,
                                                        value::Marks& marks) {
  const std::size_t plain = call.arguments.size() - (call.expand_final && !call.arguments.empty() ? 1 : 0);
  std::vector<Value> arguments;
  bool good = true;
  for (std::size_t i = 0; i < plain; ++i) {
    diag::Diagnostics found;
    arguments.push_back(Into(found).Evaluate(*call.arguments[i]));
    diagnostics_.Append(found);
    good = good && !found.HasErrors();
  }
  if (plain < call.arguments.size()) good = ExpandFinal(call, arguments, is_unknown, marks) && good;
  if (!good) return std::nullopt;
  return arguments;
}

bool Evaluation::CheckCount(const CallExpression& call, const value::Function& function, std::size_t given) {
  const std::size_t wanted = function.parameters().size();
  if (given < wanted) {
    Complain("not-enough-arguments", "Not enough function arguments",
             "Function \"" + call.name + "\" expects" + (function.variadic() ? " at least " : " ") +
                 std::to_string(wanted) + " argument(s). Missing value for \"" + function.parameters()[given].name +
                 "\".",
             call, call.close_range, call.range);
    return false;
  }
  if (given == wanted || function.variadic()) return true;
  Complain("too-many-arguments", "Too many function arguments",
           "Function \"" + call.name + "\" expects only " + std::to_string(wanted) + " argument(s).", call,
           SourceOf(call, wanted).range, call.range);
  return false;
}

void Evaluation::ComplainArgument(const CallExpression& call, const value::Function& function, std::size_t i,
                                  const std::string& message) {
  const value::Parameter* parameter = function.ParameterFor(i);
  const Expression& source = SourceOf(call, i);
  Complain("invalid-function-argument", "Invalid function argument",
           "Invalid value for \"" + (parameter != nullptr ? parameter->name : std::string("?")) +
               "\" parameter: " + message + ".",
           source, source.range, call.range);
}

bool Evaluation::ConvertArguments(const CallExpression& call, const value::Function& function,
                                  std::vector<Value>& arguments) {
  bool good = true;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const value::Conversion converted = value::Convert(arguments[i], function.ParameterFor(i)->type);
    if (converted.ok()) {
      arguments[i] = *converted;
      continue;
    }
    ComplainArgument(call, function, i, converted.error().Text());
    good = false;
  }
  return good;
}

// The first argument that evaluates without an error.
Value Evaluation::EvaluateTry(const CallExpression& call) {
  if (call.arguments.empty() || call.expand_final) {
    Complain(
        "function-failed", "Error in function call",
        "Call to function \"" + call.name + "\" failed: at least one argument is required, and none may be expanded.",
        call, call.name_range, call.range);
    return UnknownDynamic();
  }
  std::string reasons;
  for (const ExpressionPtr& argument : call.arguments) {
    diag::Diagnostics found;
    Value result = Into(found).Evaluate(*argument);
    if (!found.HasErrors()) {
      // While something in it is unknown, it may yet fail or become of another type.
      if (!result.IsWhollyKnown() && !scope_.AllowsPlaceholders()) {
        return UnknownDynamic().WithMarks(result.DeepMarks());
      }
      return result;
    }
    for (const diag::Diagnostic& error : found.list()) {
      if (error.severity != diag::Severity::kError) continue;
      reasons += "\n- " + error.summary + " (at " + std::string(error.subject.file_name()) + ":" +
                 std::to_string(error.subject.start.line) + "," + std::to_string(error.subject.start.column) + "-" +
                 std::to_string(error.subject.end.column) + ")\n  " + error.detail;
    }
  }
  Complain("function-failed", "Error in function call",
           "Call to function \"" + call.name + "\" failed: no expression succeeded:" + reasons +
               "\n\nAt least one expression must produce a successful result.",
           call, call.name_range, call.range);
  return UnknownDynamic();
}

bool Evaluation::CheckArgumentCount(const CallExpression& call, std::size_t wanted) {
  if (call.arguments.size() == wanted && !call.expand_final) return true;
  const bool too_few = call.arguments.size() < wanted;
  Complain(too_few ? "not-enough-arguments" : "too-many-arguments",
           too_few ? "Not enough function arguments" : "Too many function arguments",
           "Function \"" + call.name + "\" expects exactly " + std::to_string(wanted) + " argument(s).", call,
           call.close_range, call.range);
  return false;
}

// The value as one of the type, with the defaults of its optional attributes.
Value Evaluation::EvaluateConvert(const CallExpression& call) {
  if (!CheckArgumentCount(call, 2)) return UnknownDynamic();
  diag::Diagnostics found;
  Value value = Into(found).Evaluate(*call.arguments[0]);
  const TypeConstraint wanted = ParseTypeExpression(*call.arguments[1], TypeMode::kConstraint, false, found);
  diagnostics_.Append(found);
  if (found.HasErrors()) return UnknownDynamic();
  if (wanted.defaults && !value.IsNull()) value = ApplyDefaults(value, *wanted.defaults);
  value::Conversion converted = value::Convert(value, wanted.type);
  if (converted.ok()) return *converted;
  Complain("invalid-function-argument", "Invalid function argument",
           "Invalid value for \"value\" parameter: " + converted.error().Text() + ".", *call.arguments[0],
           call.arguments[0]->range, call.range);
  return Value::Unknown(value::WithoutOptional(wanted.type));
}

Value Evaluation::EvaluateCan(const CallExpression& call) {
  if (!CheckArgumentCount(call, 1)) return UnknownDynamic();
  diag::Diagnostics found;
  const Value result = Into(found).Evaluate(*call.arguments[0]);
  if (found.HasErrors()) return Value::Bool(false);
  return result.IsWhollyKnown() ? Value::Bool(true) : Value::Unknown(Type::Bool());
}

}  // namespace rolecall::hcl
