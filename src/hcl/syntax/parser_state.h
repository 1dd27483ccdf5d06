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

  // Errors (parser_state.cc). After an error the parser is recovering: further errors of the same item are not told.
  void Complain(const char* code, std::string summary, std::string detail, const Span& subject,
                const Span* context = nullptr);
  void ComplainAt(const Token& token, const char* code, std::string summary, std::string detail,
                  const Span* context = nullptr);
  // Skips over the closer that belongs to the innermost opener already read.
  Span RecoverAfter(TokenKind closer);
  void RecoverAfterItem();
  bool EnterNesting(const Span& place);
  void LeaveNesting() { --nesting_; }
  void GiveUp();
  void StartItem() { recovering_ = gave_up_; }

  // Bodies (parser_body.cc).
  struct BodyInProgress;
  void ParseBodyItem(BodyInProgress& progress);
  void ParseSingleLineBody(Body& body);
  AttributePtr FinishAttribute(const Token& name, bool single_line);
  void EndAttribute(const Token& name);
  BlockPtr FinishBlock(const Token& type);
  bool ParseBlockHeader(Block& block);
  void ParseBlockBody(Block& block);
  void EndSingleLineBody(Block& block);
  void AddAttribute(BodyInProgress& progress, AttributePtr attribute);
  bool ParseLabel(BlockLabel& label);

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
  ExpressionPtr ParseAttributeSplat(ExpressionPtr from, const Span& dot);
  ExpressionPtr ParseFullSplat(ExpressionPtr from, const Span& open);
  ExpressionPtr ParseLegacyIndex(ExpressionPtr from, const Span& dot);
  ExpressionPtr AddStep(ExpressionPtr from, TraversalStep step);

  // Constructors (parser_collection.cc).
  ExpressionPtr ParseTuple();
  ExpressionPtr ParseObject();
  bool ParseObjectItem(ObjectExpression& object);
  void ComplainAboutSeparator();
  ExpressionPtr ParseFor(const Token& open, bool object);
  bool ParseForNames(ForExpression& loop);
  void CheckFor(const ForExpression& loop, bool object);

  // Templates (parser_template.cc).
  ExpressionPtr ParseTemplate();
  ExpressionPtr FinishTemplate(TokenKind end, bool flush, const Span& opening);
  std::vector<TemplatePart> ParseTemplateParts(TokenKind end, Span& end_span);
  void ParseInterpolation(TokenKind end, std::vector<TemplatePart>& parts);
  void ParseDirective(std::vector<TemplatePart>& parts);
  void ParseForDirective(TemplatePart& part);
  bool CloseSequence(bool& trim_next, const std::string& what, TokenKind end);
  void ComplainAboutOpenSequence(const Token& at, TokenKind end);
  void TrimBefore(const Token& opening, std::vector<TemplatePart>& parts) const;
  void AppendLiteral(const Token& token, std::vector<TemplatePart>& parts);
  ExpressionPtr BuildTemplate(std::vector<TemplatePart>& parts, std::size_t& at, TemplatePart::Kind opener,
                              const Span& range, bool& has_else);
  ExpressionPtr BuildIf(std::vector<TemplatePart>& parts, std::size_t& at);
  ExpressionPtr BuildForDirective(std::vector<TemplatePart>& parts, std::size_t& at);
  ExpressionPtr BuildDirective(std::vector<TemplatePart>& parts, std::size_t& at);

  const Source& source_;
  std::string_view text_;
  std::size_t base_byte_;
  diag::Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;            // the token to be read next, before comments and newlines are skipped
  std::size_t previous_ = 0;        // the token read last
  std::size_t after_previous_ = 0;  // the one after it
  bool include_newlines_ = true;
  bool recovering_ = false;
  bool trim_next_ = false;  // templates: the last sequence ended with "~}"
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
