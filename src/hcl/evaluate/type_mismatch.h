// How the two results of a conditional differ in type, in words: the first difference, found from the outside in, as
// OpenTofu words it. For two types that do not unify; what it says of two that do is of no use. Pure; any thread.
#ifndef ROLECALL_HCL_EVALUATE_TYPE_MISMATCH_H_
#define ROLECALL_HCL_EVALUATE_TYPE_MISMATCH_H_

#include <string>

#include "value/type.h"

namespace rolecall::hcl {

// A sentence without full stop, for two types that do not unify.
std::string DescribeMismatch(const value::Type& true_type, const value::Type& false_type);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_TYPE_MISMATCH_H_
