// Whether a value has an infinite number in it, as 1/0 is one: JSON has none, so neither a plan nor a state can keep
// it. Pure; any thread.
#ifndef ROLECALL_ENGINE_GRAPH_INFINITE_NUMBER_H_
#define ROLECALL_ENGINE_GRAPH_INFINITE_NUMBER_H_

#include "value/value.h"

namespace rolecall::engine {

// `value` has no marks.
bool HasInfiniteNumber(const value::Value& value);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_INFINITE_NUMBER_H_
