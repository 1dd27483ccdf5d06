// Evaluation of expressions.
//
//   hcl::Scope scope;
//   scope.Set("var", value::Value::Object({{"name", value::Value::String("a")}}));
//   scope.SetFunctions(&functions);
//   value::Value result = hcl::Evaluate(*attribute.expression, scope, diagnostics);
//
// Unknown values and marks go through every operation. With errors the result is an unknown value of the
// best type that is known, and the diagnostics hold the place and the values of the names involved
// (sensitive ones are not shown). Pure; any number of threads may evaluate one tree at once.
#ifndef ROLECALL_HCL_EVALUATE_EVALUATE_H_
#define ROLECALL_HCL_EVALUATE_EVALUATE_H_

#include <vector>

#include "diag/diagnostic.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::hcl {

value::Value Evaluate(const Expression& expression, const Scope& scope, diag::Diagnostics& diagnostics);

// Every traversal from a root name in the expression, in source order; names that a `for` inside of the
// expression defines are left out. The pointers are into the tree.
std::vector<const Traversal*> References(const Expression& expression);
void AppendReferences(const Expression& expression, std::vector<const Traversal*>& references);

// Every function call in the expression.
std::vector<const CallExpression*> Calls(const Expression& expression);

// Follows the steps from `value`, as an expression would, with its diagnostics.
value::Value FollowSteps(const value::Value& value, const std::vector<TraversalStep>& steps, const Span& whole,
                         diag::Diagnostics& diagnostics);
// What `collection[key]` gives. `range` is what to blame.
value::Value IndexValue(const value::Value& collection, const value::Value& key, const Span& range,
                        diag::Diagnostics& diagnostics);
// What `object.name` gives.
value::Value GetAttribute(const value::Value& object, const std::string& name, const Span& range,
                          diag::Diagnostics& diagnostics);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_EVALUATE_H_
