// What may follow a term: attributes, indices and splats.
#include <utility>

#include "hcl/syntax/parser_state.h"

namespace rolecall::hcl {

ExpressionPtr Parser::ParsePostfix(ExpressionPtr from) {
  while (!recovering_) {
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
    case TokenKind::kNumber: return ParseLegacyIndex(std::move(from), dot);
    case TokenKind::kStar: return ParseAttributeSplat(std::move(from), dot);
    default:
      ComplainAt(Peek(), "invalid-attribute-name", "Invalid attribute name",
                 "An attribute name is required after a dot.", &dot);
      return Invalid(Join(from->range, dot));
  }
}

// `a.0`, from the language's first version. `a.0.1` reads as a fraction, and is refused as it always was.
ExpressionPtr Parser::ParseLegacyIndex(ExpressionPtr from, const Span& dot) {
  const Token& token = Read();
  const std::string_view text = Text(token);
  TraversalStep step;
  step.kind = TraversalStep::Kind::kIndex;
  step.range = Join(dot, SpanOf(token));
  const std::optional<value::Number> number = value::Number::Parse(text);
  if (text.find_first_not_of("0123456789") != std::string_view::npos || !number) {
    const std::size_t split = text.find('.');
    const std::string first(text.substr(0, split));
    const std::string second(split == std::string_view::npos ? "" : text.substr(split + 1));
    diagnostics_.AddError("invalid-legacy-index", "Invalid legacy index syntax",
                          "When using the legacy index syntax, chaining two indexes together is not permitted. Use the "
                          "proper index syntax instead, like [" +
                              first + "][" + second + "].",
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
  while (!recovering_ && At(TokenKind::kDot)) {
    const Span next_dot = SpanOf(Read());
    if (At(TokenKind::kNumber)) {
      splat->each = ParseLegacyIndex(std::move(splat->each), next_dot);
    } else if (At(TokenKind::kIdentifier)) {
      const Token& name = Read();
      TraversalStep step;
      step.name = Name(name);
      step.range = Join(next_dot, SpanOf(name));
      splat->each = AddStep(std::move(splat->each), std::move(step));
    } else if (At(TokenKind::kStar)) {
      ComplainAt(Peek(), "nested-splat", "Nested splat expression not allowed",
                 "A splat expression (*) cannot be used inside another attribute-only splat expression.");
    } else {
      ComplainAt(Peek(), "invalid-attribute-name", "Invalid attribute name",
                 "An attribute name is required after a dot.", &next_dot);
    }
  }
  splat->range = Join(splat->range, splat->each->range);
  Adopt(*splat, *from);
  Adopt(*splat, *splat->each);
  splat->source = std::move(from);
  return splat;
}

ExpressionPtr Parser::ParseBracket(ExpressionPtr from) {
  const Span open = SpanOf(Read());
  if (At(TokenKind::kStar)) return ParseFullSplat(std::move(from), open);
  const NewlineMode newlines(*this, false);
  ExpressionPtr key = ParseExpression();
  Span close;
  if (recovering_) {
    close = RecoverAfter(TokenKind::kCloseBracket);
  } else if (!At(TokenKind::kCloseBracket)) {
    const Span context = Join(open, SpanOf(Peek()));
    ComplainAt(Peek(), "missing-close-bracket", "Missing close bracket on index",
               "The index operator must end with a closing bracket (\"]\").", &context);
    close = RecoverAfter(TokenKind::kCloseBracket);
  } else {
    close = SpanOf(Read());
  }
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
  if (!At(TokenKind::kCloseBracket)) {
    ComplainAt(Peek(), "missing-close-bracket", "Missing close bracket on splat index",
               "The star for a full splat operator must be immediately followed by a closing bracket (\"]\").");
    RecoverAfter(TokenKind::kCloseBracket);
    return Invalid(Join(from->range, PreviousSpan()));
  }
  const Span close = SpanOf(Read());
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
