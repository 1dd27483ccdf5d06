// Tokens of the native syntax, white space and comments included, so that a text can be laid out anew.
//
// Lex() (hcl/syntax/lexer.h) makes them; a token does not hold its text but where it is: 32 bits, as no text is larger
// than kMaxSourceBytes. Lines and columns count from 1, columns in grapheme clusters. Plain values.
#ifndef ROLECALL_HCL_SYNTAX_TOKEN_H_
#define ROLECALL_HCL_SYNTAX_TOKEN_H_

#include <cstdint>

namespace rolecall::hcl {

enum class TokenKind : std::uint8_t {
  kOpenBrace,
  kCloseBrace,
  kOpenBracket,
  kCloseBracket,
  kOpenParen,
  kCloseParen,
  kOpenQuote,
  kCloseQuote,
  kOpenHeredoc,   // "<<EOT\n", with its newline
  kCloseHeredoc,  // "  EOT", without the newline after it
  kStar,
  kSlash,
  kPlus,
  kMinus,
  kPercent,
  kEqual,
  kEqualEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
  kBang,
  kDot,
  kComma,
  kDoubleColon,
  kEllipsis,
  kFatArrow,
  kQuestion,
  kColon,
  kTemplateInterpolation,  // "${", "${~"
  kTemplateControl,        // "%{", "%{~"
  kTemplateEnd,            // "}", "~}"
  kQuotedLiteral,          // text between quotes, escapes as written
  kStringLiteral,          // text of a heredoc or a bare template, at most one line with its newline
  kQuotedNewline,          // a newline between quotes: an error
  kNumber,
  kIdentifier,
  kComment,  // without the newline that ends it
  kNewline,
  kEnd,
  kInvalid,  // not of the language; already or later reported by ReportInvalidTokens
  kBadUtf8,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t begin = 0, end = 0;  // bytes in the text given to the lexer
  int line = 1, column = 1;
  int end_line = 1, end_column = 1;
};

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_TOKEN_H_
