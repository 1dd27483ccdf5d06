// A response's status line and header block as bytes: what the server's sessions write before the body (RFC 9112).
//
// Handlers may put anything into header fields: what could end a line and start another is never sent. Lengths are in
// bytes. Reads the clock for Date, once a second; any thread.
#ifndef ROLECALL_HTTP_RESPONSE_HEAD_H_
#define ROLECALL_HTTP_RESPONSE_HEAD_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.h"

namespace rolecall::http {

// "Not Found"; "Unknown" for a status that has no name.
std::string_view ReasonPhrase(int status);

// Appends the head of `response` to `out`, with Date, Content-Length (or "Transfer-Encoding: chunked" for a source of
// unknown length) and, if `close`, "Connection: close".
// Header fields whose name or value would be more than one line are left out.
void AppendHead(std::string& out, const Response& response, bool close);

// Appends a chunk's size as it stands before the chunk (RFC 9112 section 7.1).
void AppendHex(std::string& out, std::size_t number);

// False for 1xx, 204 and 304, and for answers to HEAD.
bool SendsBody(const Response& response);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_RESPONSE_HEAD_H_
