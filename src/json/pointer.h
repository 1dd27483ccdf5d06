// JSON Pointers (RFC 6901) as text: one token of "/spec/containers/0/a~1b".
//
//   std::string pointer = "/metadata/annotations/" + json::PointerToken(key);
//
// Following a pointer is left to who has the document: the folders here have several kinds. Pure; any thread.
#ifndef ROLECALL_JSON_POINTER_H_
#define ROLECALL_JSON_POINTER_H_

#include <string>
#include <string_view>

namespace rolecall::json {

// A member's name as a token: "a/b" is "a~1b", "~" is "~0".
std::string PointerToken(std::string_view name);
// What the token names. A '~' that is followed by neither 0 nor 1 is no escape that the RFC knows: it and what follows
// stand for '~', at the end of the token for itself.
std::string NameOfPointerToken(std::string_view token);

}  // namespace rolecall::json

#endif  // ROLECALL_JSON_POINTER_H_
