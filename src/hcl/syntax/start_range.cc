#include "hcl/syntax/start_range.h"

#include <string_view>

namespace rolecall::hcl {
namespace {

using Kind = Expression::Kind;

// As far as the end of its first line, the line break included.
Span FirstLine(Span span, std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end + 1 >= text.size()) return span;
  span.end = {span.start.line + 1, 1, span.start.byte + end + 1};
  return span;
}

// The text of a quoted string without its quotes, what is behind an empty one, or the first line of a heredoc.
Span StartOfString(const StringExpression& string) {
  Span span = string.range;
  if (string.from_json || span.source == nullptr || span.end.byte > span.source->text.size()) return span;
  std::string_view text = std::string_view(span.source->text).substr(span.start.byte);
  text = text.substr(0, span.end.byte - span.start.byte);
  if (text.starts_with("<<")) {
    const std::size_t marker = text.find('\n') + 1;
    span.start = {span.start.line + 1, 1, span.start.byte + marker};
    return FirstLine(span, text.substr(marker));
  }
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return span;
  if (text == "\"\"") return {span.source, span.end, span.end};
  ++span.start.column, ++span.start.byte;
  --span.end.column, --span.end.byte;
  return span;
}

Span StartOfTemplate(const TemplateExpression& expression) {
  const Expression& first = *expression.parts.front();
  if (first.kind != Kind::kString || first.range.source == nullptr) return StartRange(first);
  return FirstLine(first.range, std::string_view(first.range.source->text)
                                    .substr(first.range.start.byte, first.range.end.byte - first.range.start.byte));
}

}  // namespace

Span StartRange(const Expression& expression) {
  switch (expression.kind) {
    case Kind::kString: return StartOfString(static_cast<const StringExpression&>(expression));
    case Kind::kTemplate: return StartOfTemplate(static_cast<const TemplateExpression&>(expression));
    case Kind::kTemplateFor: return StartRange(*static_cast<const TemplateForExpression&>(expression).tuple);
    case Kind::kIndex: return static_cast<const IndexExpression&>(expression).open_range;
    case Kind::kSplat: return static_cast<const SplatExpression&>(expression).marker_range;
    case Kind::kCall: {
      const auto& call = static_cast<const CallExpression&>(expression);
      return Join(call.name_range, call.open_range);
    }
    case Kind::kUnary: return static_cast<const UnaryExpression&>(expression).operator_range;
    case Kind::kBinary: return StartRange(*static_cast<const BinaryExpression&>(expression).left);
    case Kind::kConditional: return StartRange(*static_cast<const ConditionalExpression&>(expression).condition);
    case Kind::kParentheses: return StartRange(*static_cast<const ParenthesesExpression&>(expression).inner);
    case Kind::kTuple: return static_cast<const TupleExpression&>(expression).open_range;
    case Kind::kObject: return static_cast<const ObjectExpression&>(expression).open_range;
    case Kind::kObjectKey: return StartRange(*static_cast<const ObjectKeyExpression&>(expression).wrapped);
    case Kind::kFor: return static_cast<const ForExpression&>(expression).open_range;
    case Kind::kInvalid:
    case Kind::kLiteral:
    case Kind::kTemplateWrap:
    case Kind::kTraversal:
    case Kind::kRelativeTraversal:
    case Kind::kSplatItem: break;
  }
  return expression.range;
}

}  // namespace rolecall::hcl
