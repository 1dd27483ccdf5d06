#include "hcl/syntax/lexer.h"

#include <array>
#include <optional>
#include <string>

#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {
namespace {

enum CharacterClass : std::uint8_t { kOther = 0, kNameStart = 1, kNamePart = 2, kDigit = 4, kBlank = 8 };

constexpr std::array<std::uint8_t, 256> MakeClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = kNameStart | kNamePart;
  classes['_'] = kNameStart | kNamePart;
  classes['-'] = kNamePart;
  for (int c = '0'; c <= '9'; ++c) classes[c] = kNamePart | kDigit;
  classes[' '] = classes['\t'] = kBlank;
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = MakeClasses();

bool Is(char c, CharacterClass which) { return (kClasses[static_cast<unsigned char>(c)] & which) != 0; }

// One level of the text's nesting: templates hold code, code holds templates.
struct Level {
  enum class Kind { kCode, kQuoted, kHeredoc, kBare };
  Kind kind = Kind::kCode;
  bool in_template = false;       // kCode: "}" at brace depth 0 ends a template sequence
  std::uint32_t open_braces = 0;  // kCode
  std::string_view marker{};      // kHeredoc
  bool at_line_start = true;      // kHeredoc: the next literal begins a line
};

class Lexer {
 public:
  Lexer(std::string_view text, LexMode mode, const diag::Position& start)
      : text_(text), line_(start.line), column_(start.column) {
    levels_.push_back({mode == LexMode::kNormal ? Level::Kind::kCode : Level::Kind::kBare});
    // Enough for any ordinary text; memory that is not written to costs nothing.
    tokens_.reserve(text.size() / 3 + 16);
  }

  std::vector<Token> Run() {
    while (at_ < text_.size()) {
      switch (levels_.back().kind) {
        case Level::Kind::kCode: LexCode(); break;
        case Level::Kind::kQuoted: LexQuoted(); break;
        case Level::Kind::kHeredoc: LexHeredoc(); break;
        case Level::Kind::kBare: LexBare(); break;
      }
    }
    Emit(TokenKind::kEnd, 0);
    return std::move(tokens_);
  }

 private:
  char At(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  // Emits the next `length` bytes, which are ASCII without a newline.
  void Emit(TokenKind kind, std::size_t length) {
    const int end_column = column_ + static_cast<int>(length);
    tokens_.push_back({kind, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + length), line_, column_,
                       line_, end_column});
    at_ += length;
    column_ = end_column;
  }

  // The same for any bytes.
  void EmitAny(TokenKind kind, std::size_t length) {
    Token token{kind, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + length), line_, column_, 0, 0};
    std::string_view rest = text_.substr(at_, length);
    while (!rest.empty()) {
      const std::size_t bytes = FirstGraphemeBytes(rest);
      if (rest[bytes - 1] == '\n') {
        ++line_;
        column_ = 1;
      } else {
        ++column_;
      }
      rest.remove_prefix(bytes);
    }
    token.end_line = line_;
    token.end_column = column_;
    tokens_.push_back(token);
    at_ += length;
  }

  void EmitNewline(TokenKind kind, std::size_t length) {
    tokens_.push_back({kind, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + length), line_, column_,
                       line_ + 1, 1});
    at_ += length;
    ++line_;
    column_ = 1;
  }

  // "\n" or "\r\n" at the offset: its length; 0 if there is none.
  std::size_t NewlineLength(std::size_t offset) const {
    if (At(offset) == '\n') return 1;
    return At(offset) == '\r' && At(offset + 1) == '\n' ? 2 : 0;
  }

  void LexCode() {
    const char c = text_[at_];
    if (Is(c, kBlank)) {
      do {
        ++at_;
        ++column_;
      } while (at_ < text_.size() && Is(text_[at_], kBlank));
      return;
    }
    if (Is(c, kNameStart) || static_cast<unsigned char>(c) >= 0x80) return LexIdentifier();
    if (Is(c, kDigit)) return LexNumber();
    switch (c) {
      case '\n': return EmitNewline(TokenKind::kNewline, 1);
      case '\r': return NewlineLength(at_) == 2 ? EmitNewline(TokenKind::kNewline, 2) : Emit(TokenKind::kInvalid, 1);
      case '"': Emit(TokenKind::kOpenQuote, 1); return levels_.push_back({Level::Kind::kQuoted});
      case '{': ++levels_.back().open_braces; return Emit(TokenKind::kOpenBrace, 1);
      case '}': return LexCloseBrace(1);
      case '#': return LexLineComment();
      case '/': return LexSlash();
      case '<': return LexLess();
      case '~': return At(at_ + 1) == '}' && EndsSequence() ? LexCloseBrace(2) : Emit(TokenKind::kInvalid, 1);
      default: return LexOperator(c);
    }
  }

  bool EndsSequence() const { return levels_.back().in_template && levels_.back().open_braces == 0; }

  void LexCloseBrace(std::size_t length) {
    if (EndsSequence()) {
      Emit(TokenKind::kTemplateEnd, length);
      levels_.pop_back();
      return;
    }
    if (levels_.back().open_braces > 0) --levels_.back().open_braces;
    Emit(TokenKind::kCloseBrace, 1);
  }

  void LexIdentifier() {
    std::size_t end = at_;
    while (end < text_.size() && Is(text_[end], kNamePart)) ++end;
    if (end < text_.size() && static_cast<unsigned char>(text_[end]) >= 0x80) {
      const std::size_t length = IdentifierLength(text_.substr(at_));
      if (length > 0) return EmitAny(TokenKind::kIdentifier, length);
      const CodePoint bad = FirstCodePoint(text_.substr(at_));
      return EmitAny(bad.value < 0 ? TokenKind::kBadUtf8 : TokenKind::kInvalid, bad.bytes);
    }
    Emit(TokenKind::kIdentifier, end - at_);
  }

  void LexNumber() {
    // Anything that looks like a number, with any number of fractions and exponents: the parser refuses what is none.
    std::size_t end = at_ + 1;
    for (std::size_t next = end; next > 0; next = NextOfNumber(next)) {
      if (text_[next - 1] != '.') end = next;
    }
    Emit(TokenKind::kNumber, end - at_);
  }

  // Behind the next digit, dot or beginning of an exponent at the offset; 0: there is none.
  std::size_t NextOfNumber(std::size_t offset) const {
    if (Is(At(offset), kDigit) || At(offset) == '.') return offset + 1;
    if (At(offset) != 'e' && At(offset) != 'E') return 0;
    const std::size_t digit = offset + (At(offset + 1) == '+' || At(offset + 1) == '-' ? 2 : 1);
    return Is(At(digit), kDigit) ? digit + 1 : 0;
  }

  void LexLineComment() {
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) end = text_.size();
    if (end > at_ && text_[end - 1] == '\r' && end < text_.size()) --end;
    EmitText(TokenKind::kComment, end - at_);
  }

  // Text that may hold anything: the fast way if it is ASCII of one line.
  void EmitText(TokenKind kind, std::size_t length) {
    for (std::size_t i = at_; i < at_ + length; ++i) {
      if (static_cast<unsigned char>(text_[i]) >= 0x80 || text_[i] == '\n') return EmitAny(kind, length);
    }
    Emit(kind, length);
  }

  void LexSlash() {
    if (At(at_ + 1) == '/') return LexLineComment();
    if (At(at_ + 1) != '*') return Emit(TokenKind::kSlash, 1);
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return Emit(TokenKind::kSlash, 1);
    EmitText(TokenKind::kComment, end + 2 - at_);
  }

  void LexLess() {
    if (At(at_ + 1) == '=') return Emit(TokenKind::kLessEqual, 2);
    if (At(at_ + 1) != '<') return Emit(TokenKind::kLess, 1);
    std::size_t name = at_ + 2;
    if (At(name) == '-') ++name;
    const std::size_t length = name < text_.size() ? IdentifierLength(text_.substr(name)) : 0;
    const std::size_t newline = length > 0 ? NewlineLength(name + length) : 0;
    if (newline == 0) return Emit(TokenKind::kLess, 1);
    Level heredoc{Level::Kind::kHeredoc};
    heredoc.marker = text_.substr(name, length);
    EmitAny(TokenKind::kOpenHeredoc, name + length + newline - at_);
    levels_.push_back(heredoc);
  }

  void LexOperator(char c) {
    const char next = At(at_ + 1);
    switch (c) {
      case '[': return Emit(TokenKind::kOpenBracket, 1);
      case ']': return Emit(TokenKind::kCloseBracket, 1);
      case '(': return Emit(TokenKind::kOpenParen, 1);
      case ')': return Emit(TokenKind::kCloseParen, 1);
      case ',': return Emit(TokenKind::kComma, 1);
      case '*': return Emit(TokenKind::kStar, 1);
      case '+': return Emit(TokenKind::kPlus, 1);
      case '-': return Emit(TokenKind::kMinus, 1);
      case '%': return Emit(TokenKind::kPercent, 1);
      case '?': return Emit(TokenKind::kQuestion, 1);
      case ':': return next == ':' ? Emit(TokenKind::kDoubleColon, 2) : Emit(TokenKind::kColon, 1);
      case '.': return next == '.' && At(at_ + 2) == '.' ? Emit(TokenKind::kEllipsis, 3) : Emit(TokenKind::kDot, 1);
      case '=':
        if (next == '=') return Emit(TokenKind::kEqualEqual, 2);
        return next == '>' ? Emit(TokenKind::kFatArrow, 2) : Emit(TokenKind::kEqual, 1);
      case '!': return next == '=' ? Emit(TokenKind::kNotEqual, 2) : Emit(TokenKind::kBang, 1);
      case '>': return next == '=' ? Emit(TokenKind::kGreaterEqual, 2) : Emit(TokenKind::kGreater, 1);
      case '&': return next == '&' ? Emit(TokenKind::kAnd, 2) : Emit(TokenKind::kInvalid, 1);
      case '|': return next == '|' ? Emit(TokenKind::kOr, 2) : Emit(TokenKind::kInvalid, 1);
      default: return Emit(TokenKind::kInvalid, 1);
    }
  }

  // At "${" or "%{" of a template: enters it. False if there is none here.
  bool LexSequence() {
    const char c = At(at_);
    if ((c != '$' && c != '%') || At(at_ + 1) != '{') return false;
    Emit(c == '$' ? TokenKind::kTemplateInterpolation : TokenKind::kTemplateControl, At(at_ + 2) == '~' ? 3 : 2);
    Level code{Level::Kind::kCode};
    code.in_template = true;
    levels_.back().at_line_start = false;
    levels_.push_back(code);
    return true;
  }

  // "$${" and "%%{" stand for themselves.
  bool AtEscapedSequence(std::size_t offset) const {
    const char c = At(offset);
    return (c == '$' || c == '%') && At(offset + 1) == c && At(offset + 2) == '{';
  }
  // At the end of its line, where it escapes nothing.
  bool AtLoneBackslash(std::size_t offset) const {
    return At(offset) == '\\' && (offset + 1 >= text_.size() || NewlineLength(offset + 1) > 0);
  }
  bool AtSequence(std::size_t offset) const {
    return (At(offset) == '$' || At(offset) == '%') && At(offset + 1) == '{';
  }

  void LexQuoted() {
    if (LexSequence()) return;
    if (text_[at_] == '"') {
      Emit(TokenKind::kCloseQuote, 1);
      levels_.pop_back();
      return;
    }
    if (const std::size_t newline = NewlineLength(at_)) return EmitNewline(TokenKind::kQuotedNewline, newline);
    if (AtLoneBackslash(at_)) return Emit(TokenKind::kInvalid, 1);
    std::size_t end = at_;
    bool ascii = true;
    while (end < text_.size()) {
      const char c = text_[end];
      if (c == '"' || c == '\n' || (c == '\r' && NewlineLength(end) == 2) || AtSequence(end)) break;
      if (AtLoneBackslash(end)) break;
      if (static_cast<unsigned char>(c) >= 0x80) ascii = false;
      if (AtEscapedSequence(end)) {
        end += 3;
      } else if (c == '\\') {
        // An escaped "$" or "%" does not escape the sequence: the backslash alone is the mistake.
        end += AtSequence(end + 1) ? 2 : (static_cast<unsigned char>(text_[end + 1]) < 0x80 ? 2 : 1);
      } else {
        ++end;
      }
    }
    if (ascii) return Emit(TokenKind::kQuotedLiteral, end - at_);
    EmitLiteral(TokenKind::kQuotedLiteral, end);
  }

  // A literal that is not ASCII: broken UTF-8 in it becomes tokens of its own.
  void EmitLiteral(TokenKind kind, std::size_t end) {
    std::size_t good = at_;
    while (good < end) {
      const CodePoint point = FirstCodePoint(text_.substr(good));
      if (point.value >= 0) {
        good += point.bytes;
        continue;
      }
      if (good > at_) EmitAny(kind, good - at_);
      EmitAny(TokenKind::kBadUtf8, 1);
      good = at_;
    }
    if (end > at_) EmitAny(kind, end - at_);
  }

  // To the next sequence or the end of the line, with its newline.
  std::size_t LineLiteralEnd() const {
    std::size_t end = at_;
    while (end < text_.size()) {
      if (text_[end] == '\n') return end + 1;
      if (AtEscapedSequence(end)) {
        end += 3;
        continue;
      }
      if (AtSequence(end)) break;
      ++end;
    }
    return end;
  }

  void EmitLineLiteral(std::size_t end) {
    const std::string_view literal = text_.substr(at_, end - at_);
    if (!IsAscii(literal)) return EmitLiteral(TokenKind::kStringLiteral, end);
    EmitAny(TokenKind::kStringLiteral, end - at_);
  }

  void LexBare() {
    if (!LexSequence()) EmitLineLiteral(LineLiteralEnd());
  }

  void LexHeredoc() {
    if (levels_.back().at_line_start && LexHeredocEnd()) return;
    if (LexSequence()) return;
    const std::size_t end = LineLiteralEnd();
    levels_.back().at_line_start = text_[end - 1] == '\n';
    EmitLineLiteral(end);
  }

  bool LexHeredocEnd() {
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) end = text_.size();
    const std::string_view line = text_.substr(at_, end - at_);
    if (line.find(levels_.back().marker) == std::string_view::npos) return false;
    if (TrimLeftSpace(TrimRightSpace(line)) != levels_.back().marker) return false;
    EmitAny(TokenKind::kCloseHeredoc, TrimRightSpace(line).size());
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_, column_;
  std::vector<Level> levels_;
  std::vector<Token> tokens_;
};

struct Complaint {
  const char* summary;
  const char* detail;
};

const char* const kInvalidCharacter = "Invalid character";
const char* const kUnsupportedOperator = "Unsupported operator";

// Tells of the tokens that the language does not have; of what is likely to be repeated not every time.
class TokenReviewer {
 public:
  // Nothing: the token is good, or enough was said.
  std::optional<Complaint> Review(TokenKind kind, std::string_view text) {
    switch (kind) {
      case TokenKind::kBadUtf8:
        if (bad_utf8_++ > 0) return std::nullopt;
        return Complaint{"Invalid character encoding",
                         "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your "
                         "editor."};
      case TokenKind::kQuotedNewline:
        return Complaint{
            "Invalid multi-line string",
            "Quoted strings may not be split over multiple lines. To produce a multi-line string, either "
            "use the \\n escape to represent a newline character or use the \"heredoc\" multi-line template "
            "syntax."};
      case TokenKind::kInvalid: return ReviewInvalid(text);
      default: return std::nullopt;
    }
  }

 private:
  std::optional<Complaint> ReviewInvalid(std::string_view text) {
    if (text == "&") return Bitwise("Bitwise operators are not supported. Did you mean boolean AND (\"&&\")?");
    if (text == "|") return Bitwise("Bitwise operators are not supported. Did you mean boolean OR (\"||\")?");
    if (text == "~") return Bitwise("Bitwise operators are not supported. Did you mean boolean NOT (\"!\")?");
    if (text == "^") return Bitwise("Bitwise operators are not supported.");
    if (text == "'") {
      return Opener(apostrophes_, "Single quotes are not valid. Use double quotes (\") to enclose strings.");
    }
    if (text == "`") {
      return Opener(backticks_,
                    "The \"`\" character is not valid. To create a multi-line string, use the \"heredoc\" syntax, like "
                    "\"<<EOT\".");
    }
    if (text == ";") {
      if (semicolons_++ > 0) return std::nullopt;
      return Complaint{kInvalidCharacter,
                       "The \";\" character is not valid. Use newlines to separate arguments and blocks, and commas to "
                       "separate items in collection values."};
    }
    if (text == "\xE2\x80\x9C" || text == "\xE2\x80\x9D") {
      return Complaint{
          kInvalidCharacter,
          "\"Curly quotes\" are not valid here. These can sometimes be inadvertently introduced when sharing "
          "code via documents or discussion forums. It might help to replace the character with a "
          "\"straight quote\"."};
    }
    return Complaint{kInvalidCharacter, "This character is not used within the language."};
  }

  std::optional<Complaint> Bitwise(const char* detail) {
    if (bitwise_++ >= 4) return std::nullopt;
    return Complaint{kUnsupportedOperator, detail};
  }

  // Quotes of another language: the first of a pair, of the first two pairs.
  static std::optional<Complaint> Opener(std::int64_t& seen, const char* detail) {
    const bool tell = seen == 0 || seen == 2;
    ++seen;
    return tell ? std::optional(Complaint{kInvalidCharacter, detail}) : std::nullopt;
  }

  std::int64_t bad_utf8_ = 0, semicolons_ = 0, bitwise_ = 0;
  std::int64_t apostrophes_ = 0, backticks_ = 0;
};

}  // namespace

std::size_t IdentifierLength(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const CodePoint point = FirstCodePoint(text.substr(length));
    const bool fits =
        length == 0 ? IsIdentifierStart(point.value) : IsIdentifierPart(point.value) || point.value == '-';
    if (point.value < 0 || !fits) break;
    length += point.bytes;
  }
  return length;
}

std::vector<Token> Lex(std::string_view text, LexMode mode, const diag::Position& start) {
  return Lexer(text, mode, start).Run();
}

Span TokenSpan(const Token& token, const Source& source, std::size_t base_byte) {
  return {&source,
          {token.line, token.column, base_byte + token.begin},
          {token.end_line, token.end_column, base_byte + token.end}};
}

void ReportInvalidTokens(const std::vector<Token>& tokens, const Source& source, std::string_view text,
                         std::size_t base_byte, diag::Diagnostics& diagnostics) {
  constexpr int kMostReported = 100;
  int reported = 0;
  TokenReviewer reviewer;
  for (const Token& token : tokens) {
    const std::optional<Complaint> complaint =
        reviewer.Review(token.kind, text.substr(token.begin, token.end - token.begin));
    if (!complaint) continue;
    if (++reported > kMostReported) return;
    const bool encoding = token.kind == TokenKind::kBadUtf8;
    diagnostics.AddError(encoding ? "invalid-character-encoding" : "invalid-character", complaint->summary,
                         complaint->detail, TokenSpan(token, source, base_byte));
  }
}

}  // namespace rolecall::hcl
