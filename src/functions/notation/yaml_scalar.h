// Plain scalars of YAML: what `yes`, `0x1f`, `~` and `2006-01-02` are. Pure; any thread.
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
