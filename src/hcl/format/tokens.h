// Tokens as the formatter moves them about: text and the spaces before it. format.cc lays them out, modernize.cc
// rewrites some first; together the texts are the file again.
//
// Views are into the text that was given, which must outlive the tokens, or are literals. Pure; any thread.
#ifndef ROLECALL_HCL_FORMAT_TOKENS_H_
#define ROLECALL_HCL_FORMAT_TOKENS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hcl/syntax/token.h"

namespace rolecall::hcl {

struct FormatToken {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // of the source, or a literal
  int spaces = 0;         // before it
  std::uint32_t begin = 0;
};

// A comment of one line with its newline is one token, as it ends a line as a newline does.
std::vector<FormatToken> TokensForFormat(std::string_view text);

// The rewriting that `fmt` does besides white space: "${x}" as a whole value is x, block labels are quoted, and
// the types of variables lose the forms that are older than type expressions.
std::vector<FormatToken> Modernize(std::string_view text, std::vector<FormatToken> tokens);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_FORMAT_TOKENS_H_
