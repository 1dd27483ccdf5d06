// The values of the names in an expression, short enough for a diagnostic: `var.x is "a"`, as OpenTofu says it below
// the excerpt. Each name once, sorted; long texts and collections are told by their size. Looks at values only;
// reports nothing. Pure; any thread.
#ifndef ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_
#define ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

// What a diagnostic is about, if it is about that: else what is sensitive, ephemeral or not known is not named as such,
// or the reader took it for the reason.
enum class Because { kOther, kUnknown, kConfidential };

// By name. What is sensitive or ephemeral is never shown.
std::vector<diag::ShownValue> ShownValues(const Expression& expression, const Scope& scope,
                                          Because because = Because::kOther);

// `"a"`, `5`, `list of string with 2 elements`. Sensitive values (at any depth of what is shown) are hidden.
std::string ShortText(const value::Value& value);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_
