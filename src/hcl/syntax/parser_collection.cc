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
  while (true) {
    if (At(TokenKind::kCloseBracket)) {
      end_at(SpanOf(Read()));
      break;
    }
    if (!At(TokenKind::kEnd)) {
      ExpressionPtr item = ParseExpression();
      Adopt(*tuple, *item);
      tuple->items.push_back(std::move(item));
    }
    const Token& next = Peek();
    if (!recovering_ && next.kind == TokenKind::kCloseBracket) continue;
    if (!recovering_ && next.kind == TokenKind::kComma) {
      Read();
      continue;
    }
    if (next.kind == TokenKind::kEnd) {
      Complain("unterminated-tuple", "Unterminated tuple constructor expression",
               "There is no corresponding closing bracket before the end of the file. This may be caused by incorrect "
               "bracket nesting elsewhere in this file.",
               tuple->open_range);
    } else if (!recovering_) {
      const Span context = Join(tuple->open_range, SpanOf(next));
      ComplainAt(next, "missing-item-separator", "Missing item separator",
                 "Expected a comma to mark the beginning of the next item.", &context);
    }
    end_at(RecoverAfter(TokenKind::kCloseBracket));
    break;
  }
  return tuple;
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
  const auto unterminated = [&] {
    Complain(
        "unterminated-object", "Unterminated object constructor expression",
        "There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace "
        "nesting elsewhere in this file.",
        object.open_range);
    return false;
  };
  if (At(TokenKind::kEnd)) return unterminated();
  auto key = Make<ObjectKeyExpression>(SpanOf(Peek()));
  key->force_non_literal = At(TokenKind::kOpenParen);
  key->wrapped = ParseExpression();
  key->range = key->wrapped->range;
  if (recovering_) return false;
  Adopt(*key, *key->wrapped);
  if (!At(TokenKind::kEqual) && !At(TokenKind::kColon)) {
    if (At(TokenKind::kEnd)) return unterminated();
    ComplainAboutSeparator();
    return false;
  }
  Read();
  ExpressionPtr item = ParseExpression();
  Adopt(object, *key);
  Adopt(object, *item);
  object.items.push_back({std::move(key), std::move(item)});
  if (recovering_) return false;
  const Token& next = Peek();
  switch (next.kind) {
    case TokenKind::kCloseBrace: return true;
    case TokenKind::kComma:
    case TokenKind::kNewline: Read(); return true;
    case TokenKind::kEnd: return unterminated();
    default: {
      const Span context = Join(object.open_range, SpanOf(next));
      ComplainAt(next, "missing-attribute-separator", "Missing attribute separator",
                 "Expected a newline or comma to mark the beginning of the next attribute.", &context);
      return false;
    }
  }
}

void Parser::ComplainAboutSeparator() {
  const Token& next = Peek();
  const char* summary = "Missing key/value separator";
  const char* detail = "Expected an equals sign (\"=\") to mark the beginning of the attribute value.";
  if (next.kind == TokenKind::kNewline || next.kind == TokenKind::kComma) {
    summary = "Missing attribute value";
    detail = "Expected an attribute value, introduced by an equals sign (\"=\").";
  } else if (next.kind == TokenKind::kIdentifier) {
    detail =
        "Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you intended to given an "
        "attribute name containing periods or spaces, write the name in quotes to create a string literal.";
  }
  ComplainAt(next, "missing-key-value-separator", summary, detail);
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
  loop->collection = ParseExpression();
  if (recovering_) return failed();
  if (!At(TokenKind::kColon)) {
    ComplainAt(Peek(), kInvalidForCode, kInvalidFor, "For expression requires a colon after the collection expression.",
               &loop->range);
    return failed();
  }
  Read();
  loop->value = ParseExpression();
  if (!recovering_ && At(TokenKind::kFatArrow)) {
    Read();
    loop->key = std::move(loop->value);
    loop->value = ParseExpression();
  }
  if (!recovering_ && At(TokenKind::kEllipsis)) {
    Read();
    loop->grouping = true;
  }
  if (!recovering_ && AtKeyword("if")) {
    Read();
    loop->condition = ParseExpression();
  }
  if (recovering_) return failed();
  if (!At(closer)) {
    ComplainAt(Peek(), kInvalidForCode, kInvalidFor, "Extra characters after the end of the 'for' expression.",
               &loop->range);
    return failed();
  }
  loop->close_range = SpanOf(Read());
  loop->range = Join(loop->open_range, loop->close_range);
  CheckFor(*loop, object);
  for (const ExpressionPtr* child : {&loop->collection, &loop->key, &loop->value, &loop->condition}) {
    if (*child) Adopt(*loop, **child);
  }
  return loop;
}

bool Parser::ParseForNames(ForExpression& loop) {
  const auto refuse = [&](const char* detail) {
    ComplainAt(Peek(), kInvalidForCode, kInvalidFor, detail, &loop.range);
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
void Parser::CheckFor(const ForExpression& loop, bool object) {
  if (object && !loop.key) {
    diagnostics_.AddError(kInvalidForCode, kInvalidFor, "Key expression is required when building an object.",
                          loop.value->range);
  } else if (!object && loop.key) {
    diagnostics_.AddError(kInvalidForCode, kInvalidFor, "Key expression is not valid when building a tuple.",
                          loop.key->range);
  } else if (!object && loop.grouping) {
    diagnostics_.AddError(kInvalidForCode, kInvalidFor, "Grouping ellipsis (...) cannot be used when building a tuple.",
                          loop.range);
  }
}

}  // namespace rolecall::hcl
