// Matching a body against a schema: which arguments and blocks it has, and what is wrong with it.
// The same for native and JSON syntax. Expressions are not evaluated.
//
//   hcl::Content content = hcl::DecodeContent(file.body, kSchema, diagnostics);
//   if (const hcl::AttributePtr* source = content.Find("source")) …
#ifndef ROLECALL_HCL_DECODE_DECODE_H_
#define ROLECALL_HCL_DECODE_DECODE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/decode/content.h"
#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

// Everything in the body must be in the schema: the rest is reported ("Unsupported argument" …).
Content DecodeContent(const Body& body, const BodySchema& schema, diag::Diagnostics& diagnostics);

// Takes what is in the schema; the rest goes to `remain` (which may be null: the rest is ignored).
Content DecodePartial(const Body& body, const BodySchema& schema, Body* remain, diag::Diagnostics& diagnostics);

// A body of arguments only (locals, tfvars, required_providers): any names; blocks are reported.
std::map<std::string, AttributePtr, std::less<>> DecodeAttributes(const Body& body, diag::Diagnostics& diagnostics);

// A body that decodes as `base` with the arguments of `changes` in the place of its own, and with the blocks of
// `changes` in the place of all its blocks of those types: what override files ask for. For bodies in JSON, whose
// members become arguments or blocks only when they are decoded.
Body Overlaid(const Body& base, const Body& changes);

// Every traversal in the body's expressions, also in nested blocks, without the iterators of `dynamic` blocks.
// For JSON bodies, the strings of the whole body are looked at as templates; those expressions are kept by
// the body, so that the pointers live as long as it does.
std::vector<const Traversal*> BodyReferences(const Body& body);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_DECODE_H_
