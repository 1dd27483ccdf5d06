// How large a text a function may make. Functions that multiply sizes look before they grow; for all others
// value::Function looks at the result.
#ifndef ROLECALL_FUNCTIONS_TEXT_BOUND_H_
#define ROLECALL_FUNCTIONS_TEXT_BOUND_H_

#include <cstddef>

#include "functions/define.h"

namespace rolecall::functions {

inline constexpr std::size_t kMaxTextBytes = 64u << 20;

inline FunctionError TextTooLarge() { return Failure("the result is larger than 64 MB, which is the limit"); }

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_TEXT_BOUND_H_
