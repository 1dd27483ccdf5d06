// Expressions: operators, terms and calls.
#include <utility>

#include "hcl/syntax/parser_state.h"

namespace rolecall::hcl {

ExpressionPtr Parser::Invalid(const Span& range) { return Make<InvalidExpression>(range); }

// Notes a child's height in its parent; gives up on trees too high to walk.
bool Parser::Adopt(Expression& parent, const Expression& child) {
  if (child.height >= parent.height) parent.height = static_cast<std::uint16_t>(child.height + 1);
  if (parent.height <= kMaxHeight) return true;
  Complain("expression-too-complex", "Expression too complex",
           "This expression has more than " + std::to_string(kMaxHeight) + " steps or operators in a row.",
           parent.range);
  GiveUp();
  return false;
}

ExpressionPtr Parser::ParseExpression() {
  if (!EnterNesting(SpanOf(Peek()))) {
    LeaveNesting();
    return Invalid(SpanOf(Peek()));
  }
  ExpressionPtr expression = ParseConditional();
  LeaveNesting();
  return expression;
}

ExpressionPtr Parser::ParseConditional() {
  std::size_t mark = Mark();
  ExpressionPtr condition = ParseBinary(0);
  if (FailedSince(mark) || !At(TokenKind::kQuestion)) return condition;
  Read();
  mark = Mark();
  ExpressionPtr true_result = ParseExpression();
  if (FailedSince(mark)) return condition;
  if (!At(TokenKind::kColon)) {
    const Span context = Join(condition->range, SpanOf(Peek()));
    Complain("missing-false-expression", "Missing false expression in conditional",
             "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
             SpanOf(Peek()), &context);
    return condition;
  }
  Read();
  mark = Mark();
  ExpressionPtr false_result = ParseExpression();
  if (FailedSince(mark)) return condition;
  auto conditional = Make<ConditionalExpression>(Join(condition->range, false_result->range));
  conditional->condition = std::move(condition);
  conditional->true_result = std::move(true_result);
  conditional->false_result = std::move(false_result);
  Adopt(*conditional, *conditional->condition);
  Adopt(*conditional, *conditional->true_result);
  Adopt(*conditional, *conditional->false_result);
  return conditional;
}

namespace {

struct OperatorEntry {
  int precedence;  // -1: the token is no binary operator
  BinaryExpression::Operator op;
};

OperatorEntry OperatorOf(TokenKind kind) {
  using Operator = BinaryExpression::Operator;
  switch (kind) {
    case TokenKind::kOr: return {0, Operator::kOr};
    case TokenKind::kAnd: return {1, Operator::kAnd};
    case TokenKind::kEqualEqual: return {2, Operator::kEqual};
    case TokenKind::kNotEqual: return {2, Operator::kNotEqual};
    case TokenKind::kGreater: return {3, Operator::kGreater};
    case TokenKind::kGreaterEqual: return {3, Operator::kGreaterOrEqual};
    case TokenKind::kLess: return {3, Operator::kLess};
    case TokenKind::kLessEqual: return {3, Operator::kLessOrEqual};
    case TokenKind::kPlus: return {4, Operator::kAdd};
    case TokenKind::kMinus: return {4, Operator::kSubtract};
    case TokenKind::kStar: return {5, Operator::kMultiply};
    case TokenKind::kSlash: return {5, Operator::kDivide};
    case TokenKind::kPercent: return {5, Operator::kModulo};
    default: return {-1, Operator::kOr};
  }
}

}  // namespace

// Precedence climbing: operators of at least the given precedence, all of them left-associative.
ExpressionPtr Parser::ParseBinary(int lowest) {
  std::size_t mark = Mark();
  ExpressionPtr left = ParseWithPostfix();
  while (!FailedSince(mark)) {
    const OperatorEntry entry = OperatorOf(Peek().kind);
    if (entry.precedence < lowest) break;
    auto binary = Make<BinaryExpression>(left->range);
    binary->op = entry.op;
    binary->operator_range = SpanOf(Read());
    mark = Mark();
    ExpressionPtr right = ParseBinary(entry.precedence + 1);
    if (FailedSince(mark)) break;
    binary->left = std::move(left);
    binary->right = std::move(right);
    binary->range = Join(binary->range, binary->right->range);
    Adopt(*binary, *binary->left);
    Adopt(*binary, *binary->right);
    left = std::move(binary);
  }
  return left;
}

ExpressionPtr Parser::ParseWithPostfix() { return ParsePostfix(ParseTerm()); }

ExpressionPtr Parser::ParseTerm() {
  switch (Peek().kind) {
    case TokenKind::kIdentifier: return ParseName();
    case TokenKind::kOpenQuote:
    case TokenKind::kOpenHeredoc: return ParseTemplate();
    case TokenKind::kNumber: return ParseNumber();
    case TokenKind::kOpenParen: return ParseParentheses();
    case TokenKind::kOpenBracket: return ParseTuple();
    case TokenKind::kOpenBrace: return ParseObject();
    case TokenKind::kMinus: return ParseUnary(UnaryExpression::Operator::kNegate);
    case TokenKind::kBang: return ParseUnary(UnaryExpression::Operator::kNot);
    default: return MissingTerm();
  }
}

ExpressionPtr Parser::MissingTerm() {
  const Span place = SpanOf(Peek());
  if (At(TokenKind::kEnd)) {
    Suspect("missing-expression", "Missing expression",
            "Expected the start of an expression, but found the end of the file.", place);
  } else {
    Suspect("invalid-expression", "Invalid expression",
            "Expected the start of an expression, but found an invalid expression token.", place);
  }
  recovering_ = true;
  return Invalid(place);
}

ExpressionPtr Parser::ParseParentheses() {
  const Span open = SpanOf(Read());
  auto parentheses = Make<ParenthesesExpression>(open);
  const NewlineMode newlines(*this, false);
  const std::size_t mark = Mark();
  parentheses->inner = ParseExpression();
  if (HasErrorsSince(mark)) {
    RecoverAfter(TokenKind::kCloseParen);
    return std::move(parentheses->inner);
  }
  const Span close = SpanOf(Peek());
  parentheses->range = Join(open, close);
  if (!At(TokenKind::kCloseParen)) {
    Complain("unbalanced-parentheses", "Unbalanced parentheses",
             "Expected a closing parenthesis to terminate the expression.", close, &parentheses->range);
    recovering_ = true;
  }
  Read();
  Adopt(*parentheses, *parentheses->inner);
  return parentheses;
}

ExpressionPtr Parser::ParseNumber() {
  const Token& token = Read();
  auto literal = Make<LiteralExpression>(SpanOf(token));
  const std::optional<value::Number> number = value::Number::Parse(Text(token));
  if (!number) {
    Complain("invalid-number", "Invalid number literal", "Failed to recognize the value of this number literal.",
             literal->range);
    return Invalid(literal->range);
  }
  literal->value = value::Value::Number(*number);
  return literal;
}

ExpressionPtr Parser::ParseName() {
  const Token& token = Read();
  const TokenKind next = Peek().kind;
  if (next == TokenKind::kOpenParen || next == TokenKind::kDoubleColon) return ParseCall(token);
  const std::string_view name = Text(token);
  const bool is_true = name == "true";
  if (is_true || name == "false" || name == "null") {
    auto literal = Make<LiteralExpression>(SpanOf(token));
    if (name != "null") literal->value = value::Value::Bool(is_true);
    return literal;
  }
  auto traversal = Make<TraversalExpression>(SpanOf(token));
  traversal->traversal.root = Name(token);
  traversal->traversal.root_range = traversal->traversal.range = traversal->range;
  return traversal;
}

ExpressionPtr Parser::ParseUnary(UnaryExpression::Operator op) {
  auto unary = Make<UnaryExpression>(SpanOf(Read()));
  unary->op = op;
  unary->operator_range = unary->range;
  if (EnterNesting(unary->range)) {
    unary->operand = ParseWithPostfix();
  } else {
    unary->operand = Invalid(unary->range);
  }
  LeaveNesting();
  unary->range = Join(unary->range, unary->operand->range);
  Adopt(*unary, *unary->operand);
  return unary;
}

ExpressionPtr Parser::ParseCall(const Token& first) {
  auto call = Make<CallExpression>(SpanOf(first));
  call->name = Name(first);
  call->name_range = call->range;
  const Token* open = &Read();
  while (open->kind == TokenKind::kDoubleColon) {
    const Token& part = Read();
    if (part.kind != TokenKind::kIdentifier) {
      return RefuseCall(*call, part, "missing-function-name", "Missing function name",
                        "Function scope resolution symbol :: must be followed by a function name in this scope.");
    }
    call->name += "::" + Name(part);
    call->name_range = Join(call->name_range, SpanOf(part));
    open = &Read();
  }
  if (open->kind != TokenKind::kOpenParen) {
    return RefuseCall(*call, *open, "missing-open-parenthesis", "Missing open parenthesis",
                      "Function selector must be followed by an open parenthesis to begin the function call.");
  }
  call->open_range = SpanOf(*open);
  const NewlineMode newlines(*this, false);
  ParseArguments(*call);
  call->range = Join(call->name_range, call->close_range);
  for (const ExpressionPtr& argument : call->arguments) Adopt(*call, *argument);
  return call;
}

ExpressionPtr Parser::RefuseCall(const CallExpression& call, const Token& at, const char* code, const char* summary,
                                 const char* detail) {
  const Span context = Join(call.name_range, SpanOf(at));
  Complain(code, summary, detail, SpanOf(at), &context);
  RecoverOver(TokenKind::kOpenParen);
  return Invalid(context);
}

void Parser::ParseArguments(CallExpression& call) {
  const auto recover = [&] { call.close_range = RecoverAfter(TokenKind::kCloseParen); };
  while (!At(TokenKind::kCloseParen)) {
    const std::size_t mark = Mark();
    call.arguments.push_back(ParseExpression());
    if (FailedSince(mark)) return recover();
    const Token& separator = Read();
    call.close_range = SpanOf(separator);
    const Span context = Join(call.name_range, SpanOf(separator));
    switch (separator.kind) {
      case TokenKind::kCloseParen: return;
      case TokenKind::kComma: continue;
      case TokenKind::kEllipsis:
        call.expand_final = true;
        if (At(TokenKind::kCloseParen)) continue;
        Suspect("missing-closing-parenthesis", "Missing closing parenthesis",
                "An expanded function argument (with ...) must be immediately followed by closing parentheses.",
                SpanOf(separator), &context);
        return recover();
      case TokenKind::kEnd:
        Complain("unterminated-call", "Unterminated function call",
                 "There is no closing parenthesis for this function call before the end of the file. This may be "
                 "caused by incorrect parenthesis nesting elsewhere in this file.",
                 Join(call.name_range, call.open_range));
        return recover();
      default:
        Complain("missing-argument-separator", "Missing argument separator",
                 "A comma is required to separate each function argument from the next.", SpanOf(separator), &context);
        return recover();
    }
  }
  call.close_range = SpanOf(Read());
}

ExpressionPtr Parser::ParseWholeExpression() {
  const NewlineMode newlines(*this, false);
  ExpressionPtr expression = ParseExpression();
  if (!At(TokenKind::kEnd)) {
    Suspect("extra-characters", "Extra characters after expression",
            "An expression was successfully parsed, but extra characters were found after it.", SpanOf(Peek()));
  }
  return expression;
}

Traversal Parser::ParseWholeTraversal(bool& valid) {
  const NewlineMode newlines(*this, false);
  valid = false;
  if (!At(TokenKind::kIdentifier)) {
    Complain("variable-name-required", "Variable name required", "Must begin with a variable name.", SpanOf(Peek()));
    return {};
  }
  const std::size_t mark = Mark();
  const ExpressionPtr expression = ParseWithPostfix();
  std::optional<Traversal> traversal = TryTraversal(*expression);  // also null.east
  if (!HasErrorsSince(mark) && !At(TokenKind::kEnd)) {
    Complain("invalid-traversal", "Invalid character", "Expected an attribute access or an index operator.",
             SpanOf(Peek()));
  } else if (!HasErrorsSince(mark) && !traversal) {
    Complain("invalid-traversal", "Invalid reference",
             "Only attribute access and index operators with literal keys are allowed here.", expression->range);
  }
  valid = !HasErrorsSince(mark) && traversal;
  return traversal.value_or(Traversal{});
}

}  // namespace rolecall::hcl
