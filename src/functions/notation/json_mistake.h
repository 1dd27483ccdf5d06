// What is wrong with a text that is no JSON, in the words of Go's decoder, which jsondecode's users know:
//
//   JsonMistake("{\"a\":}")   // invalid character '}' looking for beginning of value
//   JsonMistake("[1,")       // EOF
//
// Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_JSON_MISTAKE_H_
#define ROLECALL_FUNCTIONS_NOTATION_JSON_MISTAKE_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::functions {

// The first mistake; nothing: it has none of syntax.
std::optional<std::string> JsonMistake(std::string_view text);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_JSON_MISTAKE_H_
