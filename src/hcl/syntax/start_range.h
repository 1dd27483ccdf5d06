// Where diagnostics about an argument point to: the first token or so of an expression, not all of it.
//
//   StartRange(*call.arguments[0])   // join("-", x) → `join(`; ["a", "b"] → `[`; a.b + 1 → `a.b`
#ifndef ROLECALL_HCL_SYNTAX_START_RANGE_H_
#define ROLECALL_HCL_SYNTAX_START_RANGE_H_

#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

Span StartRange(const Expression& expression);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_START_RANGE_H_
