// Values as the language writes them: what reads back to the same value.
//
//   QuotedSource("a\"${b}")   // "a\"$${b}" with its quotes
//   ValueSource(value)        // [1, "x"], or an object over several lines, laid out as `fmt` would
//
// Pure; any thread.
#ifndef ROLECALL_HCL_FORMAT_VALUE_SOURCE_H_
#define ROLECALL_HCL_FORMAT_VALUE_SOURCE_H_

#include <string>
#include <string_view>

#include "value/value.h"

namespace rolecall::hcl {

// What is not printable is escaped; so are the sequences that would begin a template.
std::string QuotedSource(std::string_view text);

// The value must be wholly known and without marks. Members in the order of their names; sets and lists are tuples, as
// the language has no other way to write them.
std::string ValueSource(const value::Value& value);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_FORMAT_VALUE_SOURCE_H_
