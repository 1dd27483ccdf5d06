// Expected<T, E>: a value, or the reason why there is none. The one template behind Result<T> (base/result.h) and what
// else is made of it: a service's refusal, a client's error, a failed conversion.
//
//   Expected<Value, ConversionError> number = Convert(given, Type::Number());
//   if (!number.ok()) return number.error();
//   Use(*number);
//
//   ROLECALL_TRY(Value number, Convert(given, Type::Number()));   // the same, shorter
//   ROLECALL_RETURN_IF_ERROR(files.Remove(path));   // Expected<void, E>, or std::optional<E>: nothing is success
//
// Reading the value of a failed one, or the error of another, is a bug and aborts. T and E are different types.
#ifndef ROLECALL_BASE_EXPECTED_H_
#define ROLECALL_BASE_EXPECTED_H_

#include <optional>
#include <utility>

#include "base/check.h"

namespace rolecall {

template <typename T, typename E>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : value_(std::move(value)) {}  // NOLINT: implicit on purpose
  Expected(E error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T& value() & {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T&& value() && {
    ROLECALL_CHECK(ok());
    return std::move(*value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const E& error() const {
    ROLECALL_CHECK(!ok());
    return error_;
  }
  E& error() {
    ROLECALL_CHECK(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  E error_;
};

template <typename E>
class [[nodiscard]] Expected<void, E> {
 public:
  Expected() = default;
  Expected(E error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }

  const E& error() const {
    ROLECALL_CHECK(!ok());
    return *error_;
  }
  E& error() {
    ROLECALL_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<E> error_;
};

// The error that is there, or null: for ROLECALL_RETURN_IF_ERROR.
template <typename T, typename E>
E* ErrorIn(Expected<T, E>& expected) {
  return expected.ok() ? nullptr : &expected.error();
}
template <typename E>
E* ErrorIn(std::optional<E>& error) {
  return error ? &*error : nullptr;
}

}  // namespace rolecall

#define ROLECALL_CONCAT_(a, b) a##b
#define ROLECALL_CONCAT(a, b) ROLECALL_CONCAT_(a, b)
#define ROLECALL_TRY_(result, declaration, expression) \
  auto result = (expression);                          \
  if (!result.ok()) return std::move(result.error());  \
  declaration = std::move(result).value()
// Declares a variable from an Expected, or returns its error from the enclosing function.
#define ROLECALL_TRY(declaration, ...) ROLECALL_TRY_(ROLECALL_CONCAT(try_result_, __LINE__), declaration, (__VA_ARGS__))
// Returns the error from the enclosing function, if there is one.
#define ROLECALL_RETURN_IF_ERROR(...)                                            \
  do {                                                                           \
    auto try_result = (__VA_ARGS__);                                             \
    if (auto* error = ::rolecall::ErrorIn(try_result)) return std::move(*error); \
  } while (false)

#endif  // ROLECALL_BASE_EXPECTED_H_
