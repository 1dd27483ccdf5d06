// Plain scalars of YAML, resolved as yamldecode() resolves them: YAML 1.2's core schema with the words that 1.1 had
// (`yes`, `on`), dates, and numbers in base 8 and 16. What a document's structure is, yaml_decode.cc knows. Errors
// name the scalar and the tag. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_YAML_SCALAR_H_
#define ROLECALL_FUNCTIONS_NOTATION_YAML_SCALAR_H_

#include <string>

#include "base/expected.h"
#include "value/value.h"

namespace rolecall::functions {

// The value of a scalar with that tag (the long form; empty: plain and without tag). The error is the reason.
Expected<value::Value, std::string> ResolveYamlScalar(const std::string& tag, const std::string& text);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_YAML_SCALAR_H_
