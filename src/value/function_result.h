// What functions and operators of the language take and answer: a value, or an error that names the argument at fault.
// Messages hold types and names, never content that may be secret.
#ifndef ROLECALL_VALUE_FUNCTION_RESULT_H_
#define ROLECALL_VALUE_FUNCTION_RESULT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/expected.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::value {

struct FunctionError {
  std::string message;                  // without full stop; no secrets
  std::optional<std::size_t> argument;  // the index of the argument at fault, if one is
  Path path;                            // where in that argument
};

using Arguments = std::span<const Value>;
using FunctionResult = Expected<Value, FunctionError>;
using FunctionType = Expected<Type, FunctionError>;

// The error of one argument.
FunctionError ArgumentError(std::size_t argument, std::string message);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_FUNCTION_RESULT_H_
