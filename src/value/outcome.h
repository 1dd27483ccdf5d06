// Outcome<T, E>: a value, or the reason why the language's own rules gave none (E: ConversionError, FunctionError).
// It is Result<T> for failures that are the fault of an expression, not of the world.
//
//   Outcome<Value, ConversionError> number = Convert(given, Type::Number());
//   if (!number.ok()) Report(number.error().message);
#ifndef ROLECALL_VALUE_OUTCOME_H_
#define ROLECALL_VALUE_OUTCOME_H_

#include <optional>
#include <utility>

#include "base/check.h"

namespace rolecall::value {

template <typename T, typename E>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : value_(std::move(value)) {}  // NOLINT: implicit on purpose
  Outcome(E error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T& value() {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  const T& operator*() const { return value(); }
  T& operator*() { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const E& error() const {
    ROLECALL_CHECK(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  E error_;
};

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_OUTCOME_H_
