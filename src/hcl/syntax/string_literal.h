// Literal text of templates: escape sequences resolved. The lexer leaves literals as they are written, so that fmt can
// write them back; the parser calls this for each.
//
// Text that is not UTF-8 was reported by the lexer. Errors go to the diagnostics with the escape's place. Pure but for
// them; any thread.
#ifndef ROLECALL_HCL_SYNTAX_STRING_LITERAL_H_
#define ROLECALL_HCL_SYNTAX_STRING_LITERAL_H_

#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "hcl/syntax/traversal.h"

namespace rolecall::hcl {

// `quoted`: backslash escapes too; in any case "$${" is "${" and "%%{" is "%{". Mistakes are reported and kept
// as they are written. `span` is that of the whole text.
std::string DecodeLiteral(std::string_view text, bool quoted, const Span& span, diag::Diagnostics& diagnostics);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_STRING_LITERAL_H_
