// Static views of expressions: what an expression is, instead of what it gives.
#include <utility>

#include "hcl/syntax/parser.h"
#include "hcl/syntax/parser_state.h"

namespace rolecall::hcl {
namespace {

// A string that stands for a traversal.
std::optional<Traversal> TraversalInString(const StringExpression& text, diag::Diagnostics& diagnostics) {
  if (text.range.source == nullptr || text.text.size() > kMaxSourceBytes) return std::nullopt;
  diag::Position start = text.range.start;
  ++start.column;
  ++start.byte;
  Parser parser(*text.range.source, text.text, LexMode::kNormal, start, diagnostics);
  bool valid = false;
  Traversal traversal = parser.ParseWholeTraversal(valid);
  if (!valid) return std::nullopt;
  return traversal;
}

void Refuse(const Expression& expression, const char* code, const char* summary, const char* detail,
            diag::Diagnostics& diagnostics) {
  diagnostics.AddError(code, summary, detail, expression.range);
}

}  // namespace

std::optional<Traversal> AsTraversal(const Expression& expression, diag::Diagnostics& diagnostics) {
  if (const auto* traversal = As<TraversalExpression>(expression)) return traversal->traversal;
  if (const auto* text = As<StringExpression>(expression); text != nullptr && text->from_json) {
    return TraversalInString(*text, diagnostics);
  }
  if (expression.kind == Expression::Kind::kInvalid) return std::nullopt;  // already reported
  if (const auto* literal = As<LiteralExpression>(expression);
      literal != nullptr && (literal->value.IsNull() || literal->value.type().kind() == value::Type::Kind::kBool)) {
    // true, false and null are names too where a reference is wanted.
    Traversal traversal;
    traversal.root = literal->value.IsNull() ? "null" : literal->value.AsBool() ? "true" : "false";
    traversal.root_range = traversal.range = literal->range;
    return traversal;
  }
  // Also what is of these names: the provider configuration null.east.
  if (const auto* relative = As<RelativeTraversalExpression>(expression)) {
    std::optional<Traversal> traversal = TryTraversal(*relative->source);
    if (traversal) {
      traversal->steps.insert(traversal->steps.end(), relative->steps.begin(), relative->steps.end());
      traversal->range = relative->range;
      return traversal;
    }
  }
  Refuse(expression, "invalid-expression", "Invalid expression",
         "A single static variable reference is required: only attribute access and indexing with constant keys. No "
         "calculations, function calls, template expressions, etc are allowed here.",
         diagnostics);
  return std::nullopt;
}

std::optional<Traversal> AsMaybeQuotedTraversal(const Expression& expression, diag::Diagnostics& diagnostics) {
  const auto* text = As<StringExpression>(expression);
  if (text == nullptr || text->from_json) return AsTraversal(expression, diagnostics);
  std::optional<Traversal> traversal = TraversalInString(*text, diagnostics);
  diagnostics.AddWarning(
      "quoted-reference", "Quoted references are deprecated",
      "In this context, references are expected literally rather than in quotes. OpenTofu 0.11 and earlier required "
      "quotes, but quoted references are now deprecated and will be removed in a future version of OpenTofu. Remove "
      "the "
      "quotes surrounding this reference to silence this warning.",
      expression.range);
  return traversal;
}

std::optional<Traversal> TryTraversal(const Expression& expression) {
  diag::Diagnostics ignored;
  return AsTraversal(expression, ignored);
}

std::string AsKeyword(const Expression& expression) {
  const std::optional<Traversal> traversal = TryTraversal(expression);
  return traversal && traversal->steps.empty() ? traversal->root : std::string();
}

std::optional<std::vector<const Expression*>> AsStaticList(const Expression& expression,
                                                           diag::Diagnostics& diagnostics) {
  if (const auto* tuple = As<TupleExpression>(expression)) {
    std::vector<const Expression*> items;
    items.reserve(tuple->items.size());
    for (const ExpressionPtr& item : tuple->items) items.push_back(item.get());
    return items;
  }
  if (expression.kind != Expression::Kind::kInvalid) {
    Refuse(expression, "invalid-expression", "Invalid expression", "A static list expression is required.",
           diagnostics);
  }
  return std::nullopt;
}

std::optional<std::vector<StaticPair>> AsStaticMap(const Expression& expression, diag::Diagnostics& diagnostics) {
  if (const auto* object = As<ObjectExpression>(expression)) {
    std::vector<StaticPair> pairs;
    pairs.reserve(object->items.size());
    for (const ObjectItem& item : object->items) {
      const auto* key = As<ObjectKeyExpression>(item.key.get());
      pairs.push_back({key != nullptr ? key->wrapped.get() : item.key.get(), item.value.get()});
    }
    return pairs;
  }
  if (expression.kind != Expression::Kind::kInvalid) {
    Refuse(expression, "invalid-expression", "Invalid expression", "A static map expression is required.", diagnostics);
  }
  return std::nullopt;
}

const CallExpression* AsCall(const Expression& expression) { return As<CallExpression>(expression); }

}  // namespace rolecall::hcl
