// What may follow a term: attributes, indices and splats.
#include <utility>

#include "hcl/syntax/parser_state.h"

namespace rolecall::hcl {

ExpressionPtr Parser::ParsePostfix(ExpressionPtr from) {
  while (!gave_up_) {
    if (At(TokenKind::kDot)) {
      from = ParseDot(std::move(from));
    } else if (At(TokenKind::kOpenBracket)) {
      from = ParseBracket(std::move(from));
    } else {
      break;
    }
  }
  return from;
}

// `from` with one more step: traversals grow, other expressions become the source of one.
ExpressionPtr Parser::AddStep(ExpressionPtr from, TraversalStep step) {
  const Span range = Join(from->range, step.range);
  if (from->kind == Expression::Kind::kTraversal) {
    auto& traversal = static_cast<TraversalExpression&>(*from).traversal;
    traversal.steps.push_back(std::move(step));
    traversal.range = range;
  } else if (from->kind == Expression::Kind::kRelativeTraversal) {
    static_cast<RelativeTraversalExpression&>(*from).steps.push_back(std::move(step));
  } else {
    auto relative = Make<RelativeTraversalExpression>(range);
    Adopt(*relative, *from);
    relative->source = std::move(from);
    relative->steps.push_back(std::move(step));
    return relative;
  }
  from->range = range;
  return from;
}

ExpressionPtr Parser::ParseDot(ExpressionPtr from) {
  const Span dot = SpanOf(Read());
  switch (Peek().kind) {
    case TokenKind::kIdentifier: {
      const Token& name = Read();
      TraversalStep step;
      step.name = Name(name);
      step.range = Join(dot, SpanOf(name));
      return AddStep(std::move(from), std::move(step));
    }
    case TokenKind::kNumber:
      return ParseLegacyIndex(std::move(from), dot, "Use the proper index syntax instead, like", SpanOf(Peek()));
    case TokenKind::kStar: return ParseAttributeSplat(std::move(from), dot);
    default:
      Complain("invalid-attribute-name", "Invalid attribute name", "An attribute name is required after a dot.",
               SpanOf(Peek()), &dot);
      recovering_ = true;
      return Invalid(Join(from->range, dot));
  }
}

// `a.0`, from the language's first version. `a.0.1` reads as a fraction, and is refused as it always was.
ExpressionPtr Parser::ParseLegacyIndex(ExpressionPtr from, const Span& dot, const char* advice, const Span& subject) {
  const Token& token = Read();
  const std::string_view text = Text(token);
  TraversalStep step;
  step.kind = TraversalStep::Kind::kIndex;
  step.range = Join(dot, SpanOf(token));
  if (const std::size_t split = text.find('.'); split != std::string_view::npos) {
    Complain("invalid-legacy-index", "Invalid legacy index syntax",
             "When using the legacy index syntax, chaining two indexes together is not permitted. " +
                 std::string(advice) + " [" + std::string(text.substr(0, split)) + "][" +
                 std::string(text.substr(split + 1)) + "].",
             subject);
    return Invalid(Join(from->range, step.range));
  }
  const std::optional<value::Number> number = value::Number::Parse(text);
  if (!number) {
    Complain("invalid-number", "Invalid number literal", "Failed to recognize the value of this number literal.",
             SpanOf(token));
    return Invalid(Join(from->range, step.range));
  }
  step.key = value::Value::Number(*number);
  return AddStep(std::move(from), std::move(step));
}

// `a.*.b.c`: only attributes (and legacy indices) after the star belong to each element.
ExpressionPtr Parser::ParseAttributeSplat(ExpressionPtr from, const Span& dot) {
  const Span star = SpanOf(Read());
  auto splat = Make<SplatExpression>(Join(from->range, star));
  splat->marker_range = Join(dot, star);
  auto item = Make<SplatItemExpression>(star);
  splat->item = item.get();
  splat->each = std::move(item);
  while (At(TokenKind::kDot)) {
    const Span next_dot = SpanOf(Read());
    if (At(TokenKind::kNumber)) {
      splat->each =
          ParseLegacyIndex(std::move(splat->each), next_dot,
                           "Use the proper index syntax with a full splat expression [*] instead, like", star);
    } else if (At(TokenKind::kIdentifier)) {
      const Token& name = Read();
      TraversalStep step;
      step.name = Name(name);
      step.range = Join(next_dot, SpanOf(name));
      splat->each = AddStep(std::move(splat->each), std::move(step));
    } else {
      RefuseInSplat(star);
      return from;
    }
  }
  splat->range = Join(splat->range, splat->each->range);
  Adopt(*splat, *from);
  Adopt(*splat, *splat->each);
  splat->source = std::move(from);
  return splat;
}

void Parser::RefuseInSplat(const Span& star) {
  if (At(TokenKind::kStar)) {
    Suspect("nested-splat", "Nested splat expression not allowed",
            "A splat expression (*) cannot be used inside another attribute-only splat expression.", SpanOf(Peek()));
  } else {
    Suspect("invalid-attribute-name", "Invalid attribute name", "An attribute name is required after a dot.", star);
  }
  recovering_ = true;
}

// Reads what should be the closing bracket; if it is not, skips to one, and tells of it there.
Span Parser::CloseBracket(const char* summary, const char* detail) {
  const Token& close = Read();
  if (close.kind == TokenKind::kCloseBracket || recovering_) return SpanOf(close);
  const Span found = RecoverAfter(TokenKind::kCloseBracket);
  Complain("missing-close-bracket", summary, detail, found);
  return found;
}

ExpressionPtr Parser::ParseBracket(ExpressionPtr from) {
  const Span open = SpanOf(Read());
  if (At(TokenKind::kStar)) return ParseFullSplat(std::move(from), open);
  const NewlineMode newlines(*this, false);
  const std::size_t mark = Mark();
  ExpressionPtr key = ParseExpression();
  const Span close = FailedSince(mark) ? RecoverAfter(TokenKind::kCloseBracket)
                                       : CloseBracket("Missing close bracket on index",
                                                      "The index operator must end with a closing bracket (\"]\").");
  const Span brackets = Join(open, close);
  TraversalStep step;
  step.kind = TraversalStep::Kind::kIndex;
  step.range = brackets;
  if (const auto* literal = As<LiteralExpression>(key.get())) {
    step.key = literal->value;
    return AddStep(std::move(from), std::move(step));
  }
  if (const auto* text = As<StringExpression>(key.get())) {
    step.key = value::Value::String(text->text);
    return AddStep(std::move(from), std::move(step));
  }
  auto index = Make<IndexExpression>(Join(from->range, close));
  index->open_range = open;
  index->brackets_range = brackets;
  Adopt(*index, *from);
  Adopt(*index, *key);
  index->collection = std::move(from);
  index->key = std::move(key);
  return index;
}

// `a[*].b[0]`: whatever follows belongs to each element.
ExpressionPtr Parser::ParseFullSplat(ExpressionPtr from, const Span& open) {
  Read();
  const Span close =
      CloseBracket("Missing close bracket on splat index",
                   "The star for a full splat operator must be immediately followed by a closing bracket (\"]\").");
  auto splat = Make<SplatExpression>(Join(from->range, close));
  splat->marker_range = Join(open, close);
  auto item = Make<SplatItemExpression>(splat->marker_range);
  splat->item = item.get();
  if (EnterNesting(open)) {
    splat->each = ParsePostfix(std::move(item));
  } else {
    splat->each = std::move(item);
  }
  LeaveNesting();
  splat->range = Join(splat->range, splat->each->range);
  Adopt(*splat, *from);
  Adopt(*splat, *splat->each);
  splat->source = std::move(from);
  return splat;
}

}  // namespace rolecall::hcl
