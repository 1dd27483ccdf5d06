// The direct children of an expression, in source order. Inside of folder hcl/ only.
#ifndef ROLECALL_HCL_WALK_H_
#define ROLECALL_HCL_WALK_H_

#include <vector>

#include "hcl/tree.h"

namespace rolecall::hcl {

std::vector<const Expression*> ChildrenOf(const Expression& expression);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_WALK_H_
