// YAML as yamldecode() reads and yamlencode() writes it. Input is bounded in size, depth and number of values.
// Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_YAML_H_
#define ROLECALL_FUNCTIONS_YAML_H_

#include <string>

#include "value/function.h"

namespace rolecall::functions {

value::FunctionResult DecodeYaml(const std::string& text);

// The value must be wholly known and without marks.
std::string EncodeYaml(const value::Value& value);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_YAML_H_
