// What is wrong with a JSON document that the strict reader (json/document.h) refuses, told as OpenTofu tells it: every
// mistake that can be found after recovering from the one before, and what is left of the document, so that what stands
// around a mistake is still checked.
//
//   json::Node root = ReadBrokenJson(document, diagnostics);
//
// More lenient than the strict reader in one thing, as Go's is: bytes that are no UTF-8 become U+FFFD without an error.
// Bounds: kMaxNesting levels, a thousand mistakes. Inside of folder hcl/ only.
#ifndef ROLECALL_HCL_DECODE_JSON_BROKEN_H_
#define ROLECALL_HCL_DECODE_JSON_BROKEN_H_

#include "diag/diagnostic.h"
#include "hcl/decode/json_body.h"
#include "json/document.h"

namespace rolecall::hcl {

json::Node ReadBrokenJson(const JsonDocument& document, diag::Diagnostics& diagnostics);

// A value that could not be read: it may be anything. (A number always has a text otherwise.)
inline bool IsUnreadable(const json::Node& node) { return node.kind == json::Node::Kind::kNumber && node.text.empty(); }

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_JSON_BROKEN_H_
