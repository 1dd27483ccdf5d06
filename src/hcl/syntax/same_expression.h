// Whether two expressions are written alike: the same names, operators and literals, whatever blanks and parentheses
// are about them. Splats and namespaced literals of other kinds count as different. Pure; any thread.
#ifndef ROLECALL_HCL_SYNTAX_SAME_EXPRESSION_H_
#define ROLECALL_HCL_SYNTAX_SAME_EXPRESSION_H_

#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

// Null is the same as null only.
bool AreSame(const Expression* a, const Expression* b);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_SAME_EXPRESSION_H_
