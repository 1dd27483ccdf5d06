// Whether a value has an infinite number in it, as 1/0 is one: JSON has none, so neither a plan nor a state can keep
// it. Pure; any thread.
#ifndef ROLECALL_VALUE_INFINITE_NUMBER_H_
#define ROLECALL_VALUE_INFINITE_NUMBER_H_

#include "value/value.h"

namespace rolecall::value {

// `value` has no marks.
bool HasInfiniteNumber(const Value& value);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_INFINITE_NUMBER_H_
