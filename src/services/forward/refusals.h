// Refusals of forwarded calls in the words of their services: what authorization says (AccessDenied, 403) under the
// names and with the statuses of each protocol. Pure.
#ifndef ROLECALL_SERVICES_FORWARD_REFUSALS_H_
#define ROLECALL_SERVICES_FORWARD_REFUSALS_H_

#include <string_view>

#include "aws/wire/shapes.h"
#include "base/result.h"

namespace rolecall::services::forward {

// A denial (or another error of authorization) as the service `signing` sends it.
aws::ErrorShape DenialAsSent(aws::ErrorShape error, aws::Protocol protocol, std::string_view signing);
// What the client gets when the receiver does not answer: 503, or 502 for what is no answer; nothing of where it is.
aws::ErrorShape UnreachableShape(const Error& error, aws::Protocol protocol);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_REFUSALS_H_
