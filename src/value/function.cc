#include "value/function.h"

#include <utility>

#include "value/convert.h"
#include "value/operations.h"
#include "value/quoting.h"

namespace rolecall::value {
namespace {

void AddMarks(Marks& marks, const Value& value) {
  if (value.IsMarkedDeep()) marks.merge(value.DeepMarks());
}

// Differs from OpenTofu: its messages quote arguments that are sensitive or ephemeral.
FunctionError WithoutSecrets(FunctionError error, Arguments arguments) {
  for (const Value& argument : arguments) {
    if (!argument.IsMarkedDeep() || !Quotes(error.message, argument)) continue;
    error.message = "the reason is not shown, as it quotes a value that is sensitive or ephemeral";
    break;
  }
  return error;
}

}  // namespace

FunctionError ArgumentError(std::size_t argument, std::string message) { return {std::move(message), argument, {}}; }

Function::Function(std::string name, std::string description, std::vector<Parameter> parameters, TypeCallback type,
                   Implementation implementation)
    : name_(std::move(name)),
      description_(std::move(description)),
      parameters_(std::move(parameters)),
      type_(std::move(type)),
      implementation_(std::move(implementation)) {}

Function::Function(std::string name, std::string description, std::vector<Parameter> parameters, Parameter variadic,
                   TypeCallback type, Implementation implementation)
    : Function(std::move(name), std::move(description), std::move(parameters), std::move(type),
               std::move(implementation)) {
  variadic_ = std::move(variadic);
}

Function::TypeCallback Function::Returns(Type type) {
  return [type = std::move(type)](Arguments) -> FunctionType { return type; };
}

Function& Function::NeverNull() {
  never_null_ = true;
  return *this;
}

const Parameter* Function::ParameterFor(std::size_t argument) const {
  if (argument < parameters_.size()) return &parameters_[argument];
  return variadic_ ? &*variadic_ : nullptr;
}

std::optional<FunctionError> Function::CheckCount(std::size_t count) const {
  const std::size_t wanted = parameters_.size();
  if (count == wanted || (count > wanted && variadic_)) return std::nullopt;
  const std::string at_least = variadic_ ? "at least " : "";
  return FunctionError{"wrong number of arguments (" + at_least + std::to_string(wanted) + " required, " +
                           std::to_string(count) + " given)",
                       std::nullopt,
                       {}};
}

std::optional<FunctionError> Function::Prepare(std::vector<Value>& arguments) const {
  if (auto error = CheckCount(arguments.size())) return error;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = *ParameterFor(i);
    if (arguments[i].IsNull() && !parameter.allow_null) return ArgumentError(i, "argument must not be null");
    // A value of dynamic type is of no type yet; CheckedType() sees what to do about it.
    if (arguments[i].type().IsDynamic() && parameter.allow_dynamic) continue;
    Conversion converted = Convert(arguments[i], parameter.type);
    if (!converted.ok()) return FunctionError{converted.error().message, i, converted.error().path};
    arguments[i] = std::move(*converted);
  }
  return std::nullopt;
}

FunctionType Function::CheckedType(const std::vector<Value>& arguments, bool& is_dynamic) const {
  is_dynamic = false;
  std::vector<Value> plain = arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = *ParameterFor(i);
    if (!parameter.allow_marked) plain[i] = arguments[i].UnmarkDeep();
    // A null without a type is of no type yet either, as in cty.
    if (arguments[i].type().IsDynamic() && !parameter.allow_dynamic) {
      is_dynamic = true;
      return Type::Dynamic();
    }
  }
  return type_(plain);
}

FunctionResult Function::Call(Arguments arguments) const {
  FunctionResult result = CallWith(arguments);
  if (result.ok()) return result;
  return WithoutSecrets(result.error(), arguments);
}

FunctionResult Function::CallWith(Arguments arguments) const {
  std::vector<Value> prepared(arguments.begin(), arguments.end());
  if (auto error = Prepare(prepared)) return *error;
  bool is_unknown = false;
  const FunctionType type = CheckedType(prepared, is_unknown);
  if (!type.ok()) return type.error();
  Marks marks;
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    const Parameter& parameter = *ParameterFor(i);
    // A function that looks after marks by itself cannot do so if it is not called.
    if (!parameter.allow_marked || is_unknown) AddMarks(marks, prepared[i]);
    if (!parameter.allow_marked) prepared[i] = prepared[i].UnmarkDeep();
    is_unknown = is_unknown || (!prepared[i].IsKnown() && !parameter.allow_unknown);
  }
  if (is_unknown) {
    for (const Value& argument : prepared) AddMarks(marks, argument);
    const Value unknown = Value::Unknown(*type);
    return (never_null_ ? RefineNotNull(unknown) : unknown).WithMarks(marks);
  }
  FunctionResult result = implementation_(prepared, *type);
  if (!result.ok()) return result;
  // Texts that grow from call to call must end somewhere.
  constexpr std::size_t kMaxTextBytes = 64u << 20;
  if (result->type().IsString() && result->IsKnown() && !result->IsNull() &&
      result->Unmark().AsString().size() > kMaxTextBytes) {
    return FunctionError{"the result is larger than 64 MB, which is the limit", std::nullopt, {}};
  }
  if (never_null_) result = RefineNotNull(*result);
  return result->WithMarks(marks);
}

}  // namespace rolecall::value
