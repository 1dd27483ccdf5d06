// What programs are told of a call that failed: OpenTofu's `function_call`, by name and signature.
//
//   CallJson("core::join", function)
//   {"called_as":"core::join","signature":{"name":"join","params":[…],"variadic_param":{…},"return_type":"string"}}
//
// Pure; any thread.
#ifndef ROLECALL_HCL_EVALUATE_CALL_JSON_H_
#define ROLECALL_HCL_EVALUATE_CALL_JSON_H_

#include <string>

#include "value/function.h"

namespace rolecall::hcl {

// The type of a call's result where no argument is known: of one argument of each parameter's type; dynamic where that
// is no call.
value::Type ResultType(const value::Function& function);

std::string CallJson(const std::string& called_as, const value::Function& function);
// The name alone.
std::string CallJson(const std::string& called_as);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_CALL_JSON_H_
