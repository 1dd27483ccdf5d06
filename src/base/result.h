// Result<T>: a value, or the reason why the world did not give one.
//
// For failures outside of our control (files, network, store, refused requests). A wrong
// configuration of the user goes to diag::Diagnostics instead; a bug is a ROLECALL_CHECK.
//
//   Result<std::string> text = files.Read(path, kMaxStateBytes);
//   if (!text.ok()) return text.error();
//   Use(*text);
//
//   ROLECALL_TRY(std::string body, files.Read(path, kMax));   // the same, shorter
//   ROLECALL_RETURN_IF_ERROR(files.Remove(path));
//
// Reading the value of a failed result is a bug and aborts.
#ifndef ROLECALL_BASE_RESULT_H_
#define ROLECALL_BASE_RESULT_H_

#include <optional>
#include <string>
#include <utility>

#include "base/check.h"

namespace rolecall {

enum class ErrorCode {
  kInvalidArgument,    // the request or document itself is wrong
  kNotFound,           // the thing named does not exist
  kAlreadyExists,      // the thing to be made exists
  kConflict,           // a precondition failed: somebody else was there (lock, version)
  kPermissionDenied,   // known caller, not allowed
  kUnauthenticated,    // caller not known
  kResourceExhausted,  // a quota, a size bound, throttled
  kUnavailable,        // may work later; safe to retry
  kDeadlineExceeded,   // took too long
  kDataLoss,           // what is stored is damaged
  kUnimplemented,      // we say no to something that others do
  kCancelled,          // the user stopped it
  kInternal,           // everything else
};

// The stable lower-case name of a code: "not_found".
const char* ErrorCodeName(ErrorCode code);

// Why something failed. `message` is one sentence or more for a person, without secrets.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

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

  const Error& error() const {
    ROLECALL_CHECK(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    ROLECALL_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace rolecall

#define ROLECALL_CONCAT_(a, b) a##b
#define ROLECALL_CONCAT(a, b) ROLECALL_CONCAT_(a, b)
#define ROLECALL_TRY_(result, declaration, expression) \
  auto result = (expression);                          \
  if (!result.ok()) return result.error();             \
  declaration = std::move(result).value()
// Declares a variable from a Result, or returns its error from the enclosing function.
#define ROLECALL_TRY(declaration, ...) ROLECALL_TRY_(ROLECALL_CONCAT(try_result_, __LINE__), declaration, (__VA_ARGS__))
// Returns the error of a Result from the enclosing function, if there is one.
#define ROLECALL_RETURN_IF_ERROR(...)                                                 \
  do {                                                                                \
    if (auto try_result = (__VA_ARGS__); !try_result.ok()) return try_result.error(); \
  } while (false)

#endif  // ROLECALL_BASE_RESULT_H_
