// The lexer: a text as tokens, with nothing left out but spaces and tabs. Never fails: what is not of the language
// becomes kInvalid tokens.
//
// Inside of folder hcl/ only. The text is at most kMaxSourceBytes (the parser checks).
#ifndef ROLECALL_HCL_SYNTAX_LEXER_H_
#define ROLECALL_HCL_SYNTAX_LEXER_H_

#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/syntax/token.h"
#include "hcl/syntax/traversal.h"

namespace rolecall::hcl {

enum class LexMode {
  kNormal,
  kTemplate,  // the text is a template without quotes around it
};

// The last token is kEnd. `start` is where the text begins (line and column; its byte is not used here).
std::vector<Token> Lex(std::string_view text, LexMode mode, const diag::Position& start = {});

// One error for each token that the language does not have.
void ReportInvalidTokens(const std::vector<Token>& tokens, const Source& source, std::string_view text,
                         std::size_t base_byte, diag::Diagnostics& diagnostics);

// The span of a token of a text that begins at byte `base_byte` of its file.
Span TokenSpan(const Token& token, const Source& source, std::size_t base_byte);

// The length of the identifier at the beginning of the text; 0 if there is none.
std::size_t IdentifierLength(std::string_view text);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_LEXER_H_
