// The text gate: what comes from outside and may be stored, compared or sent on is text (base/utf8.h), in every
// protocol. What is not never gets to a service.
//
//   if (auto wrong = CheckText(request, Protocol::kS3)) return ErrorResponse(Protocol::kS3, *wrong, context);
//
// Form parameters are checked where they are decoded (services/query_service.h), XML where it is read (aws/wire/xml.h).
// Pure; any thread.
#ifndef ROLECALL_AWS_WIRE_TEXT_GATE_H_
#define ROLECALL_AWS_WIRE_TEXT_GATE_H_

#include <optional>
#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"

namespace rolecall::aws {

// Path, query and header fields of a request as they are after decoding, and a JSON body. The error is AWS's for the
// protocol, status 400.
std::optional<ErrorShape> CheckText(const http::Request& request, Protocol protocol);

// The body of a JSON protocol: UTF-8 without NUL, also none that is escaped, and no half of a surrogate pair.
// (Whether it is JSON is the reader's to say.)
bool IsJsonText(std::string_view body);

// What a Query service says to a parameter that is no text.
ErrorShape MalformedInputError();

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_TEXT_GATE_H_
