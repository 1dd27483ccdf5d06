// What AWS answers to a request that is not authenticated: the same reason has another code, text and
// status in each family of services.
#ifndef ROLECALL_AWS_SIGV4_AUTHENTICATION_ERROR_H_
#define ROLECALL_AWS_SIGV4_AUTHENTICATION_ERROR_H_

#include "aws/sigv4/sigv4.h"
#include "aws/wire/shapes.h"

namespace rolecall::aws {

ErrorShape AuthenticationError(Protocol protocol, const AuthFailure& failure);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_AUTHENTICATION_ERROR_H_
