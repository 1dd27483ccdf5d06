// Header fields that mean one connection and are not sent on (RFC 9110 section 7.6.1), for who sends messages on.
//
//   const std::vector<std::string> named = NamedByConnection(headers);
//   for (const Header& header : headers) … IsHopByHop(LowerAscii(header.name)) …
//
// Pure; any thread.
#ifndef ROLECALL_HTTP_HOP_BY_HOP_H_
#define ROLECALL_HTTP_HOP_BY_HOP_H_

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace rolecall::http {

// What the fields called Connection name, in lower case.
std::vector<std::string> NamedByConnection(const Headers& headers);
// Whether a field of that name (lower case) is always of one connection: those that the RFC lists, and older ones.
bool IsHopByHop(std::string_view lower_name);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_HOP_BY_HOP_H_
