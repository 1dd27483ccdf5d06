// Values with placeholders (base/placeholder.h) in the place of unknown texts, and back.
//
//   scope.AllowPlaceholders();        // templates, keys and jsonencode() then give texts with placeholders
//   const value::Value plain = WithoutPlaceholders(config);   // unknown again: what a provider is asked with
//
// Pure; any thread.
#ifndef ROLECALL_HCL_EVALUATE_PLACEHOLDER_VALUES_H_
#define ROLECALL_HCL_EVALUATE_PLACEHOLDER_VALUES_H_

#include <string>

#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::hcl {

// The expression as it is written, for a placeholder's name.
std::string SourceText(const Expression& expression);

// Whether any text in it (also a key) has a placeholder.
bool HasPlaceholderDeep(const value::Value& value);

// Every unknown in it as a text: unknown texts, or (`everything`) unknowns of every type, at any depth. A value that is
// itself unknown is one.
value::Value WithPlaceholders(const value::Value& value, const std::string& name, bool everything);

// Every text with a placeholder as an unknown text; a key with one makes its whole object unknown.
value::Value WithoutPlaceholders(const value::Value& value);

// `planned` with what `proposed` has wherever `planned` is unknown and `proposed` has a placeholder.
value::Value RestorePlaceholders(const value::Value& planned, const value::Value& proposed);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_PLACEHOLDER_VALUES_H_
