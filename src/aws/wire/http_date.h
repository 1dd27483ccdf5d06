// The Date header of HTTP answers, read: "Mon, 23 Nov 2026 18:11:14 GMT". FormatHttpDate() in base/clock.h writes it.
// The name of the weekday is not compared with the date. Pure; any thread.
#ifndef ROLECALL_AWS_WIRE_HTTP_DATE_H_
#define ROLECALL_AWS_WIRE_HTTP_DATE_H_

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace rolecall::aws {

// Nothing if it is not one in RFC 9110's preferred form.
std::optional<Time> ParseHttpDate(std::string_view text);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_HTTP_DATE_H_
