// Attributes that a literal object has and the type that it becomes has not: they are lost without a word when it is
// converted, and mostly are names that somebody has mistyped.
#ifndef ROLECALL_ENGINE_CONFIG_UNUSED_ATTRIBUTES_H_
#define ROLECALL_ENGINE_CONFIG_UNUSED_ATTRIBUTES_H_

#include <string>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"
#include "value/type.h"

namespace rolecall::engine {

// A warning for each, at any depth. `whole` names the type at the top ("The object type for this variable"), `inner`
// begins the name of one inside ("The object type for"), before the place in the value (" .a[0]").
void WarnOfUnusedAttributes(const hcl::Expression& expression, const value::Type& type, const std::string& whole,
                            const std::string& inner, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_UNUSED_ATTRIBUTES_H_
