// Tuples, objects and `for` expressions.
#include <utility>

#include "hcl/syntax/parser_state.h"

namespace rolecall::hcl {

ExpressionPtr Parser::ParseTuple() {
  const Token& open = Read();
  const NewlineMode newlines(*this, false);
  if (AtKeyword("for")) return ParseFor(open, false);
  auto tuple = Make<TupleExpression>(SpanOf(open));
  tuple->open_range = tuple->range;
  const auto end_at = [&](const Span& close) { tuple->range = Join(tuple->open_range, close); };
  while (!At(TokenKind::kCloseBracket)) {
    const std::size_t mark = Mark();
    ExpressionPtr item = ParseExpression();
    Adopt(*tuple, *item);
    tuple->items.push_back(std::move(item));
    if (FailedSince(mark)) {
      end_at(RecoverAfter(TokenKind::kCloseBracket));
      return tuple;
    }
    const Token& next = Peek();
    if (next.kind == TokenKind::kCloseBracket) break;
    if (next.kind != TokenKind::kComma) {
      ComplainAboutItemEnd(tuple->open_range, next);
      end_at(RecoverAfter(TokenKind::kCloseBracket));
      return tuple;
    }
    Read();
  }
  end_at(SpanOf(Read()));
  return tuple;
}

void Parser::ComplainAboutItemEnd(const Span& open, const Token& next) {
  if (next.kind == TokenKind::kEnd) {
    return Suspect("unterminated-tuple", "Unterminated tuple constructor expression",
                   "There is no corresponding closing bracket before the end of the file. This may be caused by "
                   "incorrect bracket nesting elsewhere in this file.",
                   open);
  }
  const Span context = Join(open, SpanOf(next));
  Suspect("missing-item-separator", "Missing item separator",
          "Expected a comma to mark the beginning of the next item.", SpanOf(next), &context);
}

ExpressionPtr Parser::ParseObject() {
  const Token& open = Read();
  {
    // A `for` ignores newlines, an object constructor does not.
    const NewlineMode newlines(*this, false);
    if (AtKeyword("for")) return ParseFor(open, true);
  }
  const NewlineMode newlines(*this, true);
  next_ = after_previous_;
  auto object = Make<ObjectExpression>(SpanOf(open));
  object->open_range = object->range;
  Span close;
  while (true) {
    if (At(TokenKind::kNewline)) {
      Read();
      continue;
    }
    if (At(TokenKind::kCloseBrace)) {
      close = SpanOf(Read());
      break;
    }
    if (!ParseObjectItem(*object)) {
      close = RecoverAfter(TokenKind::kCloseBrace);
      break;
    }
  }
  object->range = Join(object->open_range, close);
  return object;
}

// One item with the separator after it. False after a mistake.
bool Parser::ParseObjectItem(ObjectExpression& object) {
  auto key = Make<ObjectKeyExpression>(SpanOf(Peek()));
  key->force_non_literal = At(TokenKind::kOpenParen);
  std::size_t mark = Mark();
  key->wrapped = ParseExpression();
  key->range = key->wrapped->range;
  if (FailedSince(mark)) return false;
  Adopt(*key, *key->wrapped);
  if (!At(TokenKind::kEqual) && !At(TokenKind::kColon)) {
    ComplainAboutSeparator(object.open_range);
    return false;
  }
  Read();
  mark = Mark();
  ExpressionPtr item = ParseExpression();
  Adopt(object, *key);
  Adopt(object, *item);
  object.items.push_back({std::move(key), std::move(item)});
  if (FailedSince(mark)) return false;
  const Token& next = Peek();
  switch (next.kind) {
    case TokenKind::kCloseBrace: return true;
    case TokenKind::kComma:
    case TokenKind::kNewline: Read(); return true;
    case TokenKind::kEnd: ComplainAboutOpenObject(object.open_range); return false;
    default: {
      const Span context = Join(object.open_range, SpanOf(next));
      Suspect("missing-attribute-separator", "Missing attribute separator",
              "Expected a newline or comma to mark the beginning of the next attribute.", SpanOf(next), &context);
      return false;
    }
  }
}

void Parser::ComplainAboutOpenObject(const Span& open) {
  Suspect("unterminated-object", "Unterminated object constructor expression",
          "There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace "
          "nesting elsewhere in this file.",
          open);
}

void Parser::ComplainAboutSeparator(const Span& open) {
  const Token& next = Peek();
  const char* summary = "Missing key/value separator";
  const char* detail = "Expected an equals sign (\"=\") to mark the beginning of the attribute value.";
  if (next.kind == TokenKind::kEnd) return ComplainAboutOpenObject(open);
  if (next.kind == TokenKind::kNewline || next.kind == TokenKind::kComma) {
    summary = "Missing attribute value";
    detail = "Expected an attribute value, introduced by an equals sign (\"=\").";
  } else if (next.kind == TokenKind::kIdentifier) {
    detail =
        "Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you intended to given an "
        "attribute name containing periods or spaces, write the name in quotes to create a string literal.";
  }
  const Span context = Join(open, SpanOf(next));
  Suspect("missing-key-value-separator", summary, detail, SpanOf(next), &context);
}

namespace {
const char* const kInvalidFor = "Invalid 'for' expression";
const char* const kInvalidForCode = "invalid-for-expression";
}  // namespace

ExpressionPtr Parser::ParseFor(const Token& open, bool object) {
  const NewlineMode newlines(*this, false);
  auto loop = Make<ForExpression>(SpanOf(open));
  loop->open_range = loop->range;
  const TokenKind closer = object ? TokenKind::kCloseBrace : TokenKind::kCloseBracket;
  const auto failed = [&] { return Invalid(Join(loop->open_range, RecoverAfter(closer))); };
  Read();  // for
  if (!ParseForNames(*loop)) return failed();
  std::size_t mark = Mark();
  loop->collection = ParseExpression();
  if (FailedSince(mark)) return failed();
  if (!At(TokenKind::kColon)) {
    SuspectFor(*loop, "For expression requires a colon after the collection expression.");
    return failed();
  }
  Read();
  mark = Mark();
  loop->value = ParseExpression();
  if (At(TokenKind::kFatArrow)) {
    Read();
    loop->key = std::move(loop->value);
    loop->value = ParseExpression();
  }
  if (FailedSince(mark)) return failed();
  Span ellipsis;
  if (At(TokenKind::kEllipsis)) {
    ellipsis = SpanOf(Read());
    loop->grouping = true;
  }
  if (AtKeyword("if")) {
    Read();
    mark = Mark();
    loop->condition = ParseExpression();
    if (FailedSince(mark)) return failed();
  }
  if (At(closer)) {
    loop->close_range = SpanOf(Read());
  } else {
    SuspectFor(*loop, "Extra characters after the end of the 'for' expression.");
    loop->close_range = RecoverAfter(closer);
  }
  loop->range = Join(loop->open_range, loop->close_range);
  CheckFor(*loop, object, ellipsis);
  for (const ExpressionPtr* child : {&loop->collection, &loop->key, &loop->value, &loop->condition}) {
    if (*child) Adopt(*loop, **child);
  }
  return loop;
}

void Parser::SuspectFor(const ForExpression& loop, const char* detail) {
  const Span context = Join(loop.open_range, SpanOf(Peek()));
  Suspect(kInvalidForCode, kInvalidFor, detail, SpanOf(Peek()), &context);
}

bool Parser::ParseForNames(ForExpression& loop) {
  const auto refuse = [&](const char* detail) {
    SuspectFor(loop, detail);
    return false;
  };
  if (!At(TokenKind::kIdentifier)) return refuse("For expression requires variable name after 'for'.");
  loop.value_name = Name(Read());
  if (At(TokenKind::kComma)) {
    Read();
    if (!At(TokenKind::kIdentifier)) return refuse("For expression requires value variable name after comma.");
    loop.key_name = std::move(loop.value_name);
    loop.value_name = Name(Read());
  }
  if (!AtKeyword("in")) return refuse("For expression requires the 'in' keyword after its name declarations.");
  Read();
  return true;
}

// What the grammar allows but the kind of brackets does not; the loop is complete all the same.
void Parser::CheckFor(const ForExpression& loop, bool object, const Span& ellipsis) {
  if (object && !loop.key) {
    Complain(kInvalidForCode, kInvalidFor, "Key expression is required when building an object.", loop.value->range,
             &loop.range);
  }
  if (!object && loop.key) {
    Complain(kInvalidForCode, kInvalidFor, "Key expression is not valid when building a tuple.", loop.key->range,
             &loop.range);
  }
  if (!object && loop.grouping) {
    Complain(kInvalidForCode, kInvalidFor, "Grouping ellipsis (...) cannot be used when building a tuple.", ellipsis,
             &loop.range);
  }
}

}  // namespace rolecall::hcl
