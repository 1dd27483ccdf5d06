// Checked<T>: a value, or the error that the client gets (in AWS's shape).
//
//   ROLECALL_TRY(std::shared_ptr<const Role> role, FindRole(call));
//   ROLECALL_RETURN_IF_ERROR(Authorize(call, …));
#ifndef ROLECALL_SERVICES_CHECKED_H_
#define ROLECALL_SERVICES_CHECKED_H_

#include "aws/wire/shapes.h"
#include "base/expected.h"

namespace rolecall::services {

template <typename T>
using Checked = Expected<T, aws::ErrorShape>;

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_CHECKED_H_
