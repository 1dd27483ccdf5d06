// Checked<T>: a value, or the error that the client gets (in AWS's shape).
//
//   Checked<std::shared_ptr<const Role>> role = FindRole(call);
//   if (!role.ok()) return role.refusal();
//   SERVICE_TRY(auto role, FindRole(call));          // the same, shorter
//   SERVICE_REFUSE_IF(Authorize(call, …));             // for std::optional<aws::ErrorShape>
#ifndef ROLECALL_SERVICES_CHECKED_H_
#define ROLECALL_SERVICES_CHECKED_H_

#include <optional>
#include <utility>

#include "aws/shapes.h"
#include "base/check.h"
#include "base/result.h"

namespace rolecall::services {

template <typename T>
class [[nodiscard]] Checked {
 public:
  Checked(T value) : value_(std::move(value)) {}                      // NOLINT: implicit on purpose
  Checked(aws::ErrorShape refusal) : refusal_(std::move(refusal)) {}  // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  T& value() {
    ROLECALL_CHECK(ok());
    return *value_;
  }
  T& operator*() { return value(); }
  T* operator->() { return &value(); }
  aws::ErrorShape& refusal() {
    ROLECALL_CHECK(!ok());
    return refusal_;
  }

 private:
  std::optional<T> value_;
  aws::ErrorShape refusal_;
};

}  // namespace rolecall::services

#define SERVICE_TRY_(result, declaration, expression)   \
  auto result = (expression);                           \
  if (!result.ok()) return std::move(result.refusal()); \
  declaration = std::move(result.value())
#define SERVICE_TRY(declaration, ...) \
  SERVICE_TRY_(ROLECALL_CONCAT(service_result_, __LINE__), declaration, (__VA_ARGS__))
#define SERVICE_REFUSE_IF(...)                                    \
  do {                                                            \
    if (auto refusal = (__VA_ARGS__)) return *std::move(refusal); \
  } while (false)

#endif  // ROLECALL_SERVICES_CHECKED_H_
