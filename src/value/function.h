// Functions of the language, as cty's function package has them: parameters with what each accepts, a callback
// for the result's type and one for the result.
//
//   const Function upper("upper", "Upper case.", {{.name = "str", .type = Type::String()}},
//                        Function::Returns(Type::String()),
//                        [](Arguments arguments, const Type&) -> FunctionResult { … });
//   FunctionResult result = upper.Call(arguments);
//
// Call() does what all functions share, so that callbacks need not: it counts the arguments, converts each to its
// parameter's type, refuses null, returns an unknown of the result's type for an unknown argument, and takes marks
// off the arguments (at any depth) and puts them on the result. A parameter's allow_* flags leave that to the function.
// A callback's own failures are FunctionErrors that name the argument at fault where there is one; a message that
// quotes something of a marked argument is replaced. Threads: immutable, any thread, if the callbacks are.
#ifndef ROLECALL_VALUE_FUNCTION_H_
#define ROLECALL_VALUE_FUNCTION_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "value/function_result.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::value {

struct Parameter {
  std::string name;
  Type type;                   // dynamic: any type
  bool allow_null = false;     // gets null; otherwise "argument must not be null"
  bool allow_unknown = false;  // gets unknown values; otherwise the result is unknown
  bool allow_dynamic = false;  // gets values of dynamic (unknown) type; otherwise the result is of dynamic type
  bool allow_marked = false;   // gets marked values; otherwise marks go from the argument to the result
};

class Function {
 public:
  using TypeCallback = std::function<FunctionType(Arguments)>;
  using Implementation = std::function<FunctionResult(Arguments, const Type& result_type)>;

  Function() = default;
  Function(std::string name, std::string description, std::vector<Parameter> parameters, TypeCallback type,
           Implementation implementation);
  Function(std::string name, std::string description, std::vector<Parameter> parameters, Parameter variadic,
           TypeCallback type, Implementation implementation);

  // A type callback for functions that always return the same type.
  static TypeCallback Returns(Type type);

  // Says that the result is never null, so that unknown results carry that refinement. Returns *this.
  Function& NeverNull();

  const std::string& name() const { return name_; }
  const std::string& description() const { return description_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::optional<Parameter>& variadic() const { return variadic_; }
  // The parameter that takes the argument of that index; null if there is none.
  const Parameter* ParameterFor(std::size_t argument) const;

  FunctionResult Call(Arguments arguments) const;

 private:
  FunctionResult CallWith(Arguments arguments) const;
  std::optional<FunctionError> Prepare(std::vector<Value>& arguments) const;
  std::optional<FunctionError> CheckCount(std::size_t count) const;
  FunctionType CheckedType(const std::vector<Value>& arguments, bool& is_dynamic) const;

  std::string name_;
  std::string description_;
  std::vector<Parameter> parameters_;
  std::optional<Parameter> variadic_;
  TypeCallback type_;
  Implementation implementation_;
  bool never_null_ = false;
};

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_FUNCTION_H_
