// When a call is sent again, and how long to wait before: AWS's standard retry mode.
//
// Client asks after each failed attempt; how many there may be is its own setting. A call that is not idempotent is
// repeated only when IsThrottling() says that nothing has happened. Pure but for the random number; any thread that
// may use `random`.
#ifndef ROLECALL_AWS_CLIENT_RETRY_H_
#define ROLECALL_AWS_CLIENT_RETRY_H_

#include <chrono>

#include "aws/wire/service_result.h"
#include "base/random.h"
#include "base/result.h"

namespace rolecall::aws {

// Throttled: nothing has happened, whatever the call was.
bool IsThrottling(const ServiceError& error);
// Throttled, or failed on the server's side or on the way.
bool IsRetryable(const ServiceError& error);
// The server's clock and ours may differ.
bool IsClockSkew(const ServiceError& error);
// Full jitter: evenly in [0, min(max, 2^attempt seconds)); `attempt` counts from 0.
std::chrono::milliseconds Backoff(int attempt, std::chrono::milliseconds max, Random& random);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_RETRY_H_
