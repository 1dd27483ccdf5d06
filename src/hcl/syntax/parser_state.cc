#include "hcl/syntax/parser_state.h"

#include <utility>

#include "hcl/syntax/parser.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {

Parser::Parser(const Source& source, std::string_view text, LexMode mode, const diag::Position& start,
               diag::Diagnostics& diagnostics)
    : source_(source), text_(text), base_byte_(start.byte), diagnostics_(diagnostics), tokens_(Lex(text, mode, start)) {
  ReportInvalidTokens(tokens_, source, text, base_byte_, diagnostics);
}

const Token& Parser::Peek() {
  while (true) {
    const Token& token = tokens_[next_];
    if (token.kind != TokenKind::kComment && (token.kind != TokenKind::kNewline || include_newlines_)) return token;
    ++next_;
  }
}

const Token& Parser::Read() {
  const Token& token = Peek();
  previous_ = next_;
  if (token.kind != TokenKind::kEnd) ++next_;
  after_previous_ = next_;
  return token;
}

bool Parser::AtKeyword(std::string_view keyword) {
  const Token& token = Peek();
  return token.kind == TokenKind::kIdentifier && Text(token) == keyword;
}

std::string Parser::Name(const Token& token) const {
  const std::string_view text = Text(token);
  // A token wider in bytes than in columns is not ASCII.
  const bool ascii = static_cast<std::size_t>(token.end_column - token.column) == text.size();
  return ascii ? std::string(text) : Normalize(text);
}

void Parser::Complain(const char* code, std::string summary, std::string detail, const Span& subject,
                      const Span* context) {
  if (gave_up_) return;
  diag::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.summary = std::move(summary);
  diagnostic.detail = std::move(detail);
  diagnostic.subject = subject;
  if (context != nullptr) diagnostic.context = *context;
  diagnostics_.Add(std::move(diagnostic));
  constexpr std::size_t kMostMistakes = 1000;
  if (diagnostics_.size() >= kMostMistakes) GiveUp();
}

void Parser::Suspect(const char* code, std::string summary, std::string detail, const Span& subject,
                     const Span* context) {
  if (!recovering_) Complain(code, std::move(summary), std::move(detail), subject, context);
}

namespace {

TokenKind OpenerOf(TokenKind closer) {
  switch (closer) {
    case TokenKind::kCloseBrace: return TokenKind::kOpenBrace;
    case TokenKind::kCloseBracket: return TokenKind::kOpenBracket;
    case TokenKind::kCloseParen: return TokenKind::kOpenParen;
    case TokenKind::kCloseQuote: return TokenKind::kOpenQuote;
    case TokenKind::kCloseHeredoc: return TokenKind::kOpenHeredoc;
    default: return TokenKind::kTemplateInterpolation;
  }
}

// The kind of bracket that a token opens (as its closer), or kEnd.
TokenKind CloserOf(TokenKind opener) {
  switch (opener) {
    case TokenKind::kOpenBrace: return TokenKind::kCloseBrace;
    case TokenKind::kOpenBracket: return TokenKind::kCloseBracket;
    case TokenKind::kOpenParen: return TokenKind::kCloseParen;
    case TokenKind::kOpenQuote: return TokenKind::kCloseQuote;
    case TokenKind::kOpenHeredoc: return TokenKind::kCloseHeredoc;
    case TokenKind::kTemplateInterpolation:
    case TokenKind::kTemplateControl: return TokenKind::kTemplateEnd;
    default: return TokenKind::kEnd;
  }
}

bool IsCloser(TokenKind kind) {
  switch (kind) {
    case TokenKind::kCloseBrace:
    case TokenKind::kCloseBracket:
    case TokenKind::kCloseParen:
    case TokenKind::kCloseQuote:
    case TokenKind::kCloseHeredoc:
    case TokenKind::kTemplateEnd: return true;
    default: return false;
  }
}

}  // namespace

Span Parser::RecoverAfter(TokenKind closer) {
  recovering_ = true;
  const TokenKind opener = OpenerOf(closer);
  int open = 0;
  while (true) {
    const Token& token = Read();
    TokenKind kind = token.kind;
    if (kind == TokenKind::kEnd) return SpanOf(token);
    if (closer == TokenKind::kTemplateEnd && kind == TokenKind::kTemplateControl) kind = opener;
    if (kind == opener) {
      ++open;
    } else if (kind == closer && open-- == 0) {
      return SpanOf(token);
    }
  }
}

void Parser::RecoverOver(TokenKind opener) {
  recovering_ = true;
  while (!At(TokenKind::kEnd) && Read().kind != opener) {
  }
  RecoverAfter(CloserOf(opener));
}

void Parser::RecoverAfterItem() {
  recovering_ = true;
  std::vector<TokenKind> open;  // closers that are awaited
  include_newlines_ = true;
  while (true) {
    const Token& token = Read();
    if (token.kind == TokenKind::kEnd) return;
    if (token.kind == TokenKind::kNewline && open.empty()) return;
    if (const TokenKind closer = CloserOf(token.kind); closer != TokenKind::kEnd) {
      open.push_back(closer);
    } else if (IsCloser(token.kind)) {
      while (!open.empty() && open.back() != token.kind) open.pop_back();
      if (!open.empty()) open.pop_back();
    }
  }
}

bool Parser::EnterNesting(const Span& place) {
  if (++nesting_ <= kMaxNesting) return true;
  Complain("nesting-too-deep", "Nesting too deep",
           "This is nested in more than " + std::to_string(kMaxNesting) + " levels, which is the limit.", place);
  GiveUp();
  return false;
}

void Parser::GiveUp() {
  recovering_ = gave_up_ = true;
  next_ = previous_ = after_previous_ = tokens_.size() - 1;
}

namespace {

std::shared_ptr<Source> MakeSource(std::string name, std::string text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  auto source = std::make_shared<Source>();
  source->name = std::make_shared<const std::string>(std::move(name));
  if (text.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0) text.erase(0, kByteOrderMark.size());
  source->text = std::move(text);
  return source;
}

// An error instead of a parse, for what is larger than the bounds.
bool FitsBounds(Source& source, diag::Diagnostics& diagnostics) {
  if (source.text.size() <= kMaxSourceBytes) return true;
  diagnostics.AddError("file-too-large", "File too large", "The limit is 64 MB for one file.",
                       diag::Range{source.name, {}, {}});
  source.text.clear();
  return false;
}

}  // namespace

File ParseFile(std::string name, std::string text, diag::Diagnostics& diagnostics) {
  auto source = MakeSource(std::move(name), std::move(text));
  File file;
  if (FitsBounds(*source, diagnostics)) {
    Parser parser(*source, source->text, LexMode::kNormal, {}, diagnostics);
    file.body = parser.ParseBody(TokenKind::kEnd, Span{});
  }
  file.source = std::move(source);
  return file;
}

ParsedExpression ParseExpression(std::string name, std::string text, diag::Diagnostics& diagnostics,
                                 diag::Position start) {
  auto source = MakeSource(std::move(name), std::move(text));
  FitsBounds(*source, diagnostics);
  Parser parser(*source, source->text, LexMode::kNormal, start, diagnostics);
  ExpressionPtr root = parser.ParseWholeExpression();
  return {std::move(source), std::move(root)};
}

bool IsUnfinished(std::string_view text) {
  int open = 0;
  const std::string lines = std::string(text) + "\n";  // a heredoc begins with the newline after its marker
  for (const Token& token : Lex(lines, LexMode::kNormal)) {
    switch (token.kind) {
      case TokenKind::kOpenBrace:
      case TokenKind::kOpenBracket:
      case TokenKind::kOpenParen:
      case TokenKind::kOpenHeredoc:
      case TokenKind::kTemplateInterpolation:
      case TokenKind::kTemplateControl: ++open; break;
      case TokenKind::kCloseBrace:
      case TokenKind::kCloseBracket:
      case TokenKind::kCloseParen:
      case TokenKind::kCloseHeredoc:
      case TokenKind::kTemplateEnd: --open; break;
      default: break;
    }
  }
  return open > 0;
}

ParsedExpression ParseTemplate(std::string name, std::string text, diag::Diagnostics& diagnostics,
                               diag::Position start) {
  auto source = MakeSource(std::move(name), std::move(text));
  FitsBounds(*source, diagnostics);
  Parser parser(*source, source->text, LexMode::kTemplate, start, diagnostics);
  ExpressionPtr root = parser.ParseWholeTemplate();
  return {std::move(source), std::move(root)};
}

bool IsValidIdentifier(std::string_view text) { return !text.empty() && IdentifierLength(text) == text.size(); }

}  // namespace rolecall::hcl
