// Function calls.
#include <algorithm>
#include <utility>

#include "hcl/evaluate/call_json.h"
#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/special_forms.h"
#include "hcl/syntax/start_range.h"
#include "value/convert.h"
#include "value/function.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

void Evaluation::ComplainUnknownFunction(const CallExpression& call) {
  if (!scope_.AllowsFunctions()) {
    return Complain("functions-not-allowed", "Function calls not allowed", "Functions may not be called here.", call,
                    call.name_range, call.range);
  }
  std::vector<std::string> names = scope_.FunctionNames();
  for (const value::Function& special : SpecialForms()) names.push_back(special.name());
  constexpr std::string_view kProvider = "provider::";
  const std::string provider = call.name.substr(0, call.name.find("::", kProvider.size()));
  const bool is_provided = call.name.starts_with(kProvider);
  if (is_provided && std::none_of(names.begin(), names.end(),
                                  [&](const std::string& name) { return name.starts_with(provider + "::"); })) {
    return Complain("unknown-function", "Unknown function provider",
                    "Provider \"" + provider.substr(kProvider.size()) +
                        "\" does not exist within the required_providers of this module",
                    call, call.name_range, call.range);
  }
  const std::size_t scope_end = call.name.rfind("::");
  std::string detail = "There is no function named \"" + call.name + "\".";
  if (scope_end != std::string::npos) {
    const std::string prefix = call.name.substr(0, scope_end + 2);
    const bool known_namespace = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name.compare(0, prefix.size(), prefix) == 0;
    });
    if (!known_namespace) detail = "There are no functions in namespace \"" + prefix + "\".";
  }
  if (const auto meant = diag::NameSuggestion(call.name, names)) detail += " Did you mean \"" + *meant + "\"?";
  Complain("unknown-function", "Call to unknown function", std::move(detail), call, call.name_range, call.range);
}

// The final argument, `list...`, as a literal for each element. A value: the call is not made and has this one.
std::optional<Value> Evaluation::ExpandFinal(const CallExpression& call, const value::Function& function,
                                             CallArguments& arguments) {
  const Expression& last = *call.arguments.back();
  diag::Diagnostics found;
  const Value raw = Into(found).Evaluate(last);
  diagnostics_.Append(found);
  if (found.HasErrors()) return UnknownDynamic();
  const auto refuse = [&](const char* rule) {
    Complain("invalid-expanding-argument", "Invalid expanding argument value",
             std::string("The expanding argument (indicated by ...) must ") + rule, last, last.range, call.range);
    ShowCall(call, function);
    return UnknownDynamic();
  };
  const Type::Kind kind = raw.type().kind();
  const bool is_sequence = kind == Type::Kind::kTuple || kind == Type::Kind::kList || kind == Type::Kind::kSet;
  if (kind != Type::Kind::kDynamic && !is_sequence) return refuse("be of a tuple, list, or set type.");
  if (raw.IsKnown() && raw.IsNull()) return refuse("not be null.");
  if (!raw.IsKnown() || !is_sequence) return UnknownDynamic().WithMarks(raw.marks());
  for (const Value& element : raw.elements()) {
    auto literal = std::make_unique<LiteralExpression>();
    literal->range = last.range;
    literal->value = element.WithMarks(raw.marks());
    arguments.sources.push_back(literal.get());
    arguments.expanded.push_back(std::move(literal));
  }
  return std::nullopt;
}

Value Evaluation::EvaluateCall(const CallExpression& call) {
  const value::Function* function = scope_.FindFunction(call.name);
  const SpecialForm* special = function == nullptr && scope_.AllowsFunctions() ? FindSpecialForm(call.name) : nullptr;
  if (special != nullptr) function = &special->signature;
  if (function == nullptr) {
    const bool is_provided = scope_.AllowsPlaceholders() && call.name.starts_with("provider::");
    if (!is_provided) ComplainUnknownFunction(call);
    return UnknownDynamic();
  }
  CallArguments arguments;
  const std::size_t plain = call.arguments.size() - (call.expand_final ? 1 : 0);
  arguments.sources.reserve(call.arguments.size());
  for (std::size_t i = 0; i < plain; ++i) arguments.sources.push_back(call.arguments[i].get());
  if (plain < call.arguments.size()) {
    if (std::optional<Value> instead = ExpandFinal(call, *function, arguments)) return *std::move(instead);
  }
  if (!CheckCount(call, *function, arguments)) return UnknownDynamic();
  if (special != nullptr) return (this->*special->evaluate)(call, arguments);
  return CallFunction(call, *function, arguments);
}

Value Evaluation::CallFunction(const CallExpression& call, const value::Function& function,
                               const CallArguments& arguments) {
  bool placeholders = false;
  std::optional<std::vector<Value>> values = EvaluateArguments(call, function, arguments, placeholders);
  if (!values) return UnknownDynamic();
  const value::FunctionResult result = function.Call(*values);
  if (result.ok()) return *result;
  if (placeholders) return UnknownDynamic();
  const value::FunctionError& error = result.error();
  if (error.argument && function.ParameterFor(*error.argument) != nullptr) {
    ComplainArgument(call, function, arguments, *error.argument,
                     value::PathText(error.path) + (error.path.empty() ? "" : ": ") + error.message);
  } else {
    ComplainCall(call, function, error.message);
  }
  return UnknownDynamic();
}

// The values of the arguments, of the parameters' types; nothing with an error, of which all are told. `placeholders`:
// some argument has one, so that a call that fails says nothing.
std::optional<std::vector<Value>> Evaluation::EvaluateArguments(const CallExpression& call,
                                                                const value::Function& function,
                                                                const CallArguments& arguments, bool& placeholders) {
  const std::size_t count = arguments.sources.size();
  std::vector<Value> values;
  values.reserve(count);
  std::vector<diag::Diagnostics> found(count);
  bool good = true;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(Into(found[i]).Evaluate(*arguments.sources[i]));
    good = good && !found[i].HasErrors();
  }
  if (good && scope_.AllowsPlaceholders()) placeholders = PreparePlaceholders(call, function, arguments, values);
  for (std::size_t i = 0; i < count; ++i) {
    value::Conversion converted = value::Convert(values[i], function.ParameterFor(i)->type);
    if (converted.ok()) {
      values[i] = *std::move(converted);
    } else {
      Into(found[i]).ComplainArgument(call, function, arguments, i, converted.error().Text());
      good = false;
    }
    diagnostics_.Append(found[i]);
  }
  if (!good) return std::nullopt;
  return values;
}

bool Evaluation::CheckCount(const CallExpression& call, const value::Function& function,
                            const CallArguments& arguments) {
  const std::size_t wanted = function.parameters().size();
  const std::size_t given = arguments.sources.size();
  if (given < wanted) {
    Complain("not-enough-arguments", "Not enough function arguments",
             "Function \"" + call.name + "\" expects" + (function.variadic() ? " at least " : " ") +
                 std::to_string(wanted) + " argument(s). Missing value for \"" + function.parameters()[given].name +
                 "\".",
             call, call.close_range, call.range);
    ShowCall(call, function);
    return false;
  }
  if (given == wanted || function.variadic()) return true;
  Complain("too-many-arguments", "Too many function arguments",
           "Function \"" + call.name + "\" expects only " + std::to_string(wanted) + " argument(s).", call,
           StartRange(*arguments.sources[wanted]), call.range);
  ShowCall(call, function);
  return false;
}

void Evaluation::ComplainArgument(const CallExpression& call, const value::Function& function,
                                  const CallArguments& arguments, std::size_t i, const std::string& message) {
  const bool is_given = i < arguments.sources.size();
  const Expression& source = is_given ? *arguments.sources[i] : call;
  Complain("invalid-function-argument", "Invalid function argument",
           "Invalid value for \"" + function.ParameterFor(i)->name + "\" parameter: " + message + ".", source,
           is_given ? StartRange(source) : call.range, call.range);
  ShowCall(call, function);
}

void Evaluation::ComplainCall(const CallExpression& call, const value::Function& function, const std::string& message) {
  Complain("function-failed", "Error in function call",
           "Call to function \"" + call.name + "\" failed: " + message + ".", call, StartRange(call), call.range);
  ShowCall(call, function);
}

// The last complaint says what was called: `while calling join(separator, lists...)`. In what is done for each element
// it does not, as OpenTofu does not know the functions there; programs are told the name.
void Evaluation::ShowCall(const CallExpression& call, const value::Function& function) {
  std::vector<diag::ShownValue>& values = diagnostics_.list().back().values;
  if (!scope_.HasFunctions()) {
    values.insert(values.begin(), {"", "", [name = call.name] { return CallJson(name); }});
    return;
  }
  std::string text = "while calling " + call.name + "(";
  const std::size_t parameters = function.parameters().size() + (function.variadic() ? 1 : 0);
  for (std::size_t i = 0; i < parameters; ++i) {
    const value::Parameter* parameter = function.ParameterFor(i);
    if (parameter == nullptr) continue;
    text += (i == 0 ? "" : ", ") + parameter->name + (i < function.parameters().size() ? "" : "...");
  }
  values.insert(values.begin(), {"", text + ")", [name = call.name, function] { return CallJson(name, function); }});
}

}  // namespace rolecall::hcl
