// Reads the errors that AWS services answer, whatever their protocol. The counterpart of ErrorResponse (shapes.h).
#ifndef ROLECALL_AWS_WIRE_ERROR_ANSWER_H_
#define ROLECALL_AWS_WIRE_ERROR_ANSWER_H_

#include "aws/wire/outcome.h"
#include "http/message.h"

namespace rolecall::aws {

ServiceError ReadErrorAnswer(const http::Response& response);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_ERROR_ANSWER_H_
