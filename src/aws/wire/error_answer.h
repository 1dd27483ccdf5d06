// Reads the errors that AWS services answer, whatever their protocol: Query and S3 XML, JSON, or nothing but a status.
// The counterpart of ErrorResponse() in aws/wire/shapes.h.
//
//   if (response.status >= 300) return ReadErrorAnswer(response);
//
// Never fails: a body that is not understood (a proxy's page, say) gives a code made of the status, and its first 200
// bytes as the message. Bodies over 1 MiB are not looked at. Pure; any thread.
#ifndef ROLECALL_AWS_WIRE_ERROR_ANSWER_H_
#define ROLECALL_AWS_WIRE_ERROR_ANSWER_H_

#include "aws/wire/service_result.h"
#include "http/message.h"

namespace rolecall::aws {

ServiceError ReadErrorAnswer(const http::Response& response);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_ERROR_ANSWER_H_
