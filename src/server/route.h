// Which service a request is for, when it does not say so by its signature.
// Pure; nothing here is trusted: the signature's scope must agree with what was found by the host.
#ifndef ROLECALL_SERVER_ROUTE_H_
#define ROLECALL_SERVER_ROUTE_H_

#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"

namespace rolecall::server {

// By a real AWS host name: "sts" for sts.eu-central-1.amazonaws.com, "s3" for BUCKET.s3.amazonaws.com. Else "".
std::string_view ServiceOfHost(std::string_view host);
// By X-Amz-Target, or a Query call's Action and Version. "s3" if nothing else speaks.
std::string_view ServiceOfContent(const http::Request& request);
// How errors of a request are shaped that is not for a known service.
aws::Protocol GuessProtocol(const http::Request& request);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ROUTE_H_
