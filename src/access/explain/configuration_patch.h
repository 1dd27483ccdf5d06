// A change of a policy, made where the configuration writes it: in the argument of jsonencode({…}), in JSON text of a
// here document, or as one more statement block of data "aws_iam_policy_document".
//
// The JSON patch says what is to change in the document; this finds the same path in the expression's own tree (objects
// by key, tuples by position) and replaces exactly the bytes of what stands there. Whatever is computed (a reference, a
// for, a function) on that path is left alone: then there is no patch. Pure.
#ifndef ROLECALL_ACCESS_EXPLAIN_CONFIGURATION_PATCH_H_
#define ROLECALL_ACCESS_EXPLAIN_CONFIGURATION_PATCH_H_

#include <optional>
#include <string>

namespace rolecall::access {

// `text` is a .tf file's; `place` the byte at which the attribute, local value or data block begins; `json_patch` what
// is to change in the document (text_diff.h). Nothing if it is written in a way that cannot be changed so.
std::optional<std::string> PatchConfiguration(const std::string& text, std::size_t place,
                                              const std::string& json_patch);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_CONFIGURATION_PATCH_H_
