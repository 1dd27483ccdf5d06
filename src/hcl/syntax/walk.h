// The direct children of an expression, in source order: for walks that do the same at every kind of node (references,
// calls). Pointers are into the tree, and live as long as it does. A new kind of expression is added here too, or such
// walks miss what is inside. Pure; any thread.
#ifndef ROLECALL_HCL_SYNTAX_WALK_H_
#define ROLECALL_HCL_SYNTAX_WALK_H_

#include <cstddef>
#include <vector>

#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

std::vector<const Expression*> ChildrenOf(const Expression& expression);

// True if that argument of the call is a type, not a value: the second one of convert(). What looks like names in it
// refers to nothing.
bool TakesType(const CallExpression& call, std::size_t argument);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_WALK_H_
