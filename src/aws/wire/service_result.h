// ServiceResult<T>: what an AWS call answered, or why not, with the service's own error code kept apart
// (callers decide by it).
#ifndef ROLECALL_AWS_WIRE_SERVICE_RESULT_H_
#define ROLECALL_AWS_WIRE_SERVICE_RESULT_H_

#include <string>
#include <string_view>

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
using ServiceResult = Expected<T, ServiceError>;

// Nothing to answer.
struct Done {};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_SERVICE_RESULT_H_
