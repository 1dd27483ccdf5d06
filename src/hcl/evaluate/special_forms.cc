#include "hcl/evaluate/special_forms.h"

#include <map>
#include <utility>

#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/type_expression.h"
#include "hcl/syntax/start_range.h"
#include "value/convert.h"
#include "value/function.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {

value::Parameter Named(const char* name) {
  value::Parameter parameter;
  parameter.name = name;
  parameter.type = Type::Dynamic();
  return parameter;
}

}  // namespace

std::vector<value::Function> SpecialForms() {
  const auto dynamic = value::Function::Returns(Type::Dynamic());
  return {{"try", "The first expression that evaluates without an error.", {}, Named("expressions"), dynamic, nullptr},
          {"can",
           "Whether the expression evaluates without an error.",
           {Named("expression")},
           value::Function::Returns(Type::Bool()),
           nullptr},
          {"convert", "The value as one of the given type.", {Named("value"), Named("type")}, dynamic, nullptr}};
}

const Evaluation::SpecialForm* Evaluation::FindSpecialForm(std::string_view name) {
  static const std::map<std::string, SpecialForm, std::less<>> kForms = [] {
    const std::map<std::string, decltype(SpecialForm::evaluate)> evaluations = {
        {"try", &Evaluation::EvaluateTry},
        {"can", &Evaluation::EvaluateCan},
        {"convert", &Evaluation::EvaluateConvert}};
    std::map<std::string, SpecialForm, std::less<>> forms;
    for (value::Function& one : SpecialForms()) forms.emplace(one.name(), SpecialForm{one, evaluations.at(one.name())});
    return forms;
  }();
  if (name.starts_with("core::")) name.remove_prefix(6);
  const auto found = kForms.find(name);
  return found == kForms.end() ? nullptr : &found->second;
}

// The first argument that evaluates without an error.
Value Evaluation::EvaluateTry(const CallExpression& call, const CallArguments& arguments) {
  const value::Function& signature = FindSpecialForm("try")->signature;
  if (arguments.sources.empty()) {
    ComplainCall(call, signature, "at least one argument is required");
    return UnknownDynamic();
  }
  std::string reasons;
  for (const Expression* argument : arguments.sources) {
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
      reasons += "\n- " + error.summary + " (at " + ShowRange(error.subject) + ")\n  " + error.detail;
    }
  }
  ComplainCall(call, signature,
               "no expression succeeded:" + reasons + "\n\nAt least one expression must produce a successful result");
  return UnknownDynamic();
}

Value Evaluation::EvaluateCan(const CallExpression& /*call*/, const CallArguments& arguments) {
  diag::Diagnostics found;
  const Value result = Into(found).Evaluate(*arguments.sources[0]);
  if (found.HasErrors()) return Value::Bool(false);
  return result.IsWhollyKnown() ? Value::Bool(true) : Value::Unknown(Type::Bool());
}

// The value as one of the type, with the defaults of its optional attributes.
Value Evaluation::EvaluateConvert(const CallExpression& call, const CallArguments& arguments) {
  diag::Diagnostics found;
  Value value = Into(found).Evaluate(*arguments.sources[0]);
  const TypeConstraint wanted = ParseTypeExpression(*arguments.sources[1], TypeMode::kConstraint, false, found);
  diagnostics_.Append(found);
  if (found.HasErrors()) return UnknownDynamic();
  if (wanted.defaults && !value.IsNull()) value = ApplyDefaults(value, *wanted.defaults);
  value::Conversion converted = value::Convert(value, wanted.type);
  if (converted.ok()) return *std::move(converted);
  ComplainArgument(call, FindSpecialForm("convert")->signature, arguments, 0, converted.error().Text());
  return Value::Unknown(value::WithoutOptional(wanted.type));
}

}  // namespace rolecall::hcl
