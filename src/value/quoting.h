// Whether a message gives something of a value away. Inside of folder value/ only.
#ifndef ROLECALL_VALUE_QUOTING_H_
#define ROLECALL_VALUE_QUOTING_H_

#include <string_view>

#include "value/value.h"

namespace rolecall::value {

// True if four characters in a row of some text or number in the value stand in the message, or, where it has fewer, if
// it stands there as a value would: in quotes, at the end, or, of a number, as a word of its own. So does one character
// of a text in single quotes. When in doubt, true.
bool Quotes(std::string_view message, const Value& value);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_QUOTING_H_
