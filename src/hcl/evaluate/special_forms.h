// `try`, `can` and `convert`: they look like functions, but decide themselves what of their arguments to evaluate.
// Their signatures, for what lists functions; they cannot be called by these.
#ifndef ROLECALL_HCL_EVALUATE_SPECIAL_FORMS_H_
#define ROLECALL_HCL_EVALUATE_SPECIAL_FORMS_H_

#include <vector>

#include "value/function.h"

namespace rolecall::hcl {

std::vector<value::Function> SpecialForms();

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_SPECIAL_FORMS_H_
