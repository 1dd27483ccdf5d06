// Which service a request is for, when it does not say so by its signature.
// Pure; nothing here is trusted: the signature's scope must agree with what was found by the host.
#ifndef ROLECALL_SERVER_ROUTE_H_
#define ROLECALL_SERVER_ROUTE_H_

#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "http/message.h"

namespace rolecall::server {

// By a real AWS host name: "sts" for sts.eu-central-1.amazonaws.com, "s3" for BUCKET.s3.amazonaws.com. Else "".
std::string_view ServiceOfHost(std::string_view host);
// What stands before one of `names` (lower case) in a Host header: "logs" of logs.s3.example.com:4747 if
// "s3.example.com" is one, "my.logs" of my.logs.s3.example.com. "" if nothing does, or the host is another one.
std::string LabelOfHost(std::string_view host, const std::vector<std::string>& names);
// By the scope of the signature, as it is written: nothing of it is checked. "" if there is none.
std::string_view ServiceOfScope(const http::Request& request);
// By X-Amz-Target, or a Query call's Action and Version. "s3" if nothing else speaks.
std::string_view ServiceOfContent(const http::Request& request);
// Whether a Query call is in the body.
bool IsForm(const http::Request& request);
// The Action of a Query call, in its body or query, raw; "" if it has none.
std::string_view ActionOf(const http::Request& request);
// How errors of a request are shaped that is not for a known service.
aws::Protocol GuessProtocol(const http::Request& request);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ROUTE_H_
