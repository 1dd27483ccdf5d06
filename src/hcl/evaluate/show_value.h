// The values of the names in an expression, short enough for a diagnostic: `var.x is "a"`, as OpenTofu says it below
// the excerpt. Each name once, sorted; long texts and collections are told by their size. Looks at values only;
// reports nothing. Pure; any thread.
#ifndef ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_
#define ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_

#include <memory>
#include <string>
#include <utility>
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

// Both sides of a comparison, marks and all.
struct ComparedValues final : diag::Comparison {
  ComparedValues(value::Value before, value::Value after) : left(std::move(before)), right(std::move(after)) {}
  value::Value left, right;
};

// Of an expression `a == b`; null for any other, for sides that fail and for what is ephemeral.
std::shared_ptr<const diag::Comparison> ComparedIn(const Expression& expression, const Scope& scope);

// `"a"`, `5`, `list of string with 2 elements`. Sensitive values (at any depth of what is shown) are hidden.
std::string ShortText(const value::Value& value);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_SHOW_VALUE_H_
