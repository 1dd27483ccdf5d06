// Outcome<T>: what an AWS call answered, or why not, with the service's own error code kept apart
// (callers decide by it). Otherwise as Result<T>.
#ifndef ROLECALL_AWS_OUTCOME_H_
#define ROLECALL_AWS_OUTCOME_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/result.h"

namespace rolecall::aws {

// Why a call failed. With status 0 there was no answer (network, credentials, a bad endpoint): `kind` says more.
struct ServiceError {
  int status = 0;
  std::string code;     // AWS's: "NoSuchEntity"; "" without an answer
  std::string message;  // AWS's, or ours without an answer
  std::string request_id;
  std::string operation;  // "IAM: GetRole"
  ErrorCode kind = ErrorCode::kInternal;

  bool Is(std::string_view other) const { return code == other; }
  // "operation error IAM: GetRole, https response error StatusCode: 404, RequestID: …, NoSuchEntity: …"
  std::string Text() const;
  Error ToError() const { return {kind, Text()}; }
};

template <typename T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : value_(std::move(value)) {}             // NOLINT: implicit on purpose
  Outcome(ServiceError error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  const T& operator*() const& {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T& operator*() & {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T&& operator*() && {
    ROLECALL_CHECK(ok());
    return std::move(*value_);
  }
  const T* operator->() const {
    ROLECALL_CHECK(ok());
    return &*value_;
  }
  T* operator->() {
    ROLECALL_CHECK(ok());
    return &*value_;
  }
  const ServiceError& error() const {
    ROLECALL_CHECK(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  ServiceError error_;
};

// Nothing to answer.
struct Done {};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_OUTCOME_H_
