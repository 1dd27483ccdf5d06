// The JSON syntax of the language (*.tf.json). A JSON object is a body, but which of its members are arguments
// and which are blocks only a schema can say: hcl/decode/decode.h does that. Strings are templates.
#ifndef ROLECALL_HCL_DECODE_JSON_SYNTAX_H_
#define ROLECALL_HCL_DECODE_JSON_SYNTAX_H_

#include <string>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

// Bounds: 64 MB, nesting 250. The file's body is a JSON body.
File ParseJsonFile(std::string name, std::string text, diag::Diagnostics& diagnostics);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_JSON_SYNTAX_H_
