// The parser's inside: one recursive-descent parser over the tokens of a text, in several .cc files by what they
// parse (body, expression, postfix, collection, template). Inside of folder hcl/ only; the front door is
// hcl/syntax/parser.h.
#ifndef ROLECALL_HCL_SYNTAX_PARSER_STATE_H_
#define ROLECALL_HCL_SYNTAX_PARSER_STATE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/syntax/lexer.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

// A piece of a template before directives are matched with their ends.
struct TemplatePart {
  enum class Kind { kLiteral, kInterpolation, kIf, kElse, kEndIf, kFor, kEndFor };
  Kind kind = Kind::kLiteral;
  std::string text;          // kLiteral
  ExpressionPtr expression;  // kInterpolation; kIf: the condition; kFor: the collection
  std::string key_name, value_name;
  Span range;
};

class Parser {
 public:
  // `text` may be something else than the source's text (a string out of JSON); spans name the source either way.
  Parser(const Source& source, std::string_view text, LexMode mode, const diag::Position& start,
         diag::Diagnostics& diagnostics);

  Body ParseBody(TokenKind end, const Span& opening);
  ExpressionPtr ParseExpression();
  // A whole text: nothing may follow.
  ExpressionPtr ParseWholeExpression();
  ExpressionPtr ParseWholeTemplate();
  Traversal ParseWholeTraversal(bool& valid);

 private:
  // Tokens (parser_state.cc).
  const Token& Peek();
  const Token& Read();
  bool At(TokenKind kind) { return Peek().kind == kind; }
  bool AtKeyword(std::string_view keyword);
  std::string_view Text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  Span SpanOf(const Token& token) const { return TokenSpan(token, source_, base_byte_); }
  Span PreviousSpan() const { return SpanOf(tokens_[previous_]); }
  std::string Name(const Token& token) const;

  // Whether newlines are tokens or white space, until it goes out of scope.
  class NewlineMode {
   public:
    NewlineMode(Parser& parser, bool include) : parser_(parser), before_(parser.include_newlines_) {
      parser.include_newlines_ = include;
    }
    ~NewlineMode() {
      // What was looked at but not read is looked at anew: newlines may count again.
      if (parser_.include_newlines_ != before_ && before_) parser_.next_ = parser_.after_previous_;
      parser_.include_newlines_ = before_;
    }
    NewlineMode(const NewlineMode&) = delete;
    NewlineMode& operator=(const NewlineMode&) = delete;

   private:
    Parser& parser_;
    bool before_;
  };

  // Errors (parser_state.cc), told as HCL tells them: after the first recovery, mistakes that may only follow from what
  // went before are not told any more, in all of the text. Complain tells always, Suspect only before a recovery.
  void Complain(const char* code, std::string summary, std::string detail, const Span& subject,
                const Span* context = nullptr);
  void Suspect(const char* code, std::string summary, std::string detail, const Span& subject,
               const Span* context = nullptr);
  // Whether what was parsed since the mark has mistakes that one must recover from.
  std::size_t Mark() const { return diagnostics_.size(); }
  bool HasErrorsSince(std::size_t mark) const { return gave_up_ || diagnostics_.size() > mark; }
  bool FailedSince(std::size_t mark) const { return gave_up_ || (recovering_ && HasErrorsSince(mark)); }
  // Skips over the closer that belongs to the innermost opener already read. kEnd: everything.
  Span RecoverAfter(TokenKind closer);
  // Skips the next pair of brackets, and what is before it.
  void RecoverOver(TokenKind opener);
  void RecoverAfterItem();
  bool EnterNesting(const Span& place);
  void LeaveNesting() { --nesting_; }
  void GiveUp();

  // Bodies (parser_body.cc).
  struct BodyInProgress;
  void ParseBodyItem(BodyInProgress& progress);
  void ComplainAboutItem(const Token& bad, const Span& opening);
  void ParseSingleLineBody(Body& body);
  AttributePtr FinishAttribute(const Token& name, bool single_line);
  void EndAttribute(const Token& name);
  BlockPtr FinishBlock(const Token& type);
  bool ParseBlockHeader(Block& block);
  void ParseBlockBody(Block& block);
  void EndSingleLineBody(const Block& block);
  void RefuseBlockHeader(const Block& block, const Token& token);
  void AddAttribute(BodyInProgress& progress, AttributePtr attribute);
  BlockLabel ParseLabel();

  // Expressions (parser_expression.cc).
  ExpressionPtr ParseConditional();
  ExpressionPtr ParseBinary(int lowest);
  ExpressionPtr ParseWithPostfix();
  ExpressionPtr ParseTerm();
  ExpressionPtr ParseParentheses();
  ExpressionPtr ParseNumber();
  ExpressionPtr ParseName();
  ExpressionPtr ParseUnary(UnaryExpression::Operator op);
  ExpressionPtr ParseCall(const Token& first);
  ExpressionPtr RefuseCall(const CallExpression& call, const Token& at, const char* code, const char* summary,
                           const char* detail);
  void ParseArguments(CallExpression& call);
  ExpressionPtr Invalid(const Span& range);
  ExpressionPtr MissingTerm();
  template <typename T>
  std::unique_ptr<T> Make(const Span& first);
  bool Adopt(Expression& parent, const Expression& child);

  // What follows a term (parser_postfix.cc).
  ExpressionPtr ParsePostfix(ExpressionPtr from);
  ExpressionPtr ParseDot(ExpressionPtr from);
  ExpressionPtr ParseBracket(ExpressionPtr from);
  Span CloseBracket(const char* summary, const char* detail);
  void RefuseInSplat(const Span& star);
  ExpressionPtr ParseAttributeSplat(ExpressionPtr from, const Span& dot);
  ExpressionPtr ParseFullSplat(ExpressionPtr from, const Span& open);
  ExpressionPtr ParseLegacyIndex(ExpressionPtr from, const Span& dot, const char* advice, const Span& subject);
  ExpressionPtr AddStep(ExpressionPtr from, TraversalStep step);

  // Constructors (parser_collection.cc).
  ExpressionPtr ParseTuple();
  ExpressionPtr ParseObject();
  bool ParseObjectItem(ObjectExpression& object);
  void ComplainAboutItemEnd(const Span& open, const Token& next);
  void ComplainAboutOpenObject(const Span& open);
  void ComplainAboutSeparator(const Span& open);
  ExpressionPtr ParseFor(const Token& open, bool object);
  bool ParseForNames(ForExpression& loop);
  void SuspectFor(const ForExpression& loop, const char* detail);
  void CheckFor(const ForExpression& loop, bool object, const Span& ellipsis);

  // Templates (parser_template.cc).
  ExpressionPtr ParseTemplate();
  ExpressionPtr FinishTemplate(TokenKind end, bool flush, const Span& opening);
  std::vector<TemplatePart> ParseTemplateParts(TokenKind end, Span& end_span);
  void ParseInterpolation(TokenKind end, const Span& start, std::vector<TemplatePart>& parts);
  void ParseDirective(std::vector<TemplatePart>& parts);
  bool ParseDirectiveContent(const Token& name, TemplatePart& part);
  bool ParseForDirective(TemplatePart& part);
  bool AtSequenceEnd();
  void ComplainAboutOpenSequence(const Token& at, TokenKind end, const Span& start);
  void TrimBefore(const Token& opening, std::vector<TemplatePart>& parts) const;
  void AppendLiteral(const Token& token, std::vector<TemplatePart>& parts);
  // The parts of one template from `at` on; `end`: where its text ends.
  struct Building {
    std::vector<TemplatePart>& parts;
    Span end;
    std::size_t at = 0;

    bool AtEnd() const { return at >= parts.size(); }
  };
  ExpressionPtr BuildTemplate(Building& building, TemplatePart::Kind opener, const Span& range);
  ExpressionPtr BuildIf(Building& building);
  ExpressionPtr BuildForDirective(Building& building);
  ExpressionPtr BuildDirective(Building& building);
  ExpressionPtr RefuseDirective(const Building& building, TemplatePart::Kind opener, const Span& open, bool in_else);

  const Source& source_;
  std::string_view text_;
  std::size_t base_byte_;
  diag::Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;            // the token to be read next, before comments and newlines are skipped
  std::size_t previous_ = 0;        // the token read last
  std::size_t after_previous_ = 0;  // the one after it
  bool include_newlines_ = true;
  bool recovering_ = false;  // since the first mistake that one had to recover from
  bool trim_next_ = false;   // templates: the last sequence ended with "~}"
  bool gave_up_ = false;
  int nesting_ = 0;
};

template <typename T>
std::unique_ptr<T> Parser::Make(const Span& first) {
  auto made = std::make_unique<T>();
  made->range = first;
  return made;
}

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_PARSER_STATE_H_
