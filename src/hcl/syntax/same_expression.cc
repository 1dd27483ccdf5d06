#include "hcl/syntax/same_expression.h"

#include <algorithm>

namespace rolecall::hcl {
namespace {

// Without what only groups.
const Expression* Bare(const Expression* expression) {
  while (expression != nullptr) {
    if (const auto* parentheses = As<ParenthesesExpression>(expression)) {
      expression = parentheses->inner.get();
    } else if (const auto* key = As<ObjectKeyExpression>(expression)) {
      expression = key->wrapped.get();
    } else {
      break;
    }
  }
  return expression;
}

bool Same(const ExpressionPtr& a, const ExpressionPtr& b) { return AreSame(a.get(), b.get()); }

bool Same(const std::vector<ExpressionPtr>& a, const std::vector<ExpressionPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ExpressionPtr& one, const ExpressionPtr& other) { return Same(one, other); });
}

bool Same(const std::vector<TraversalStep>& a, const std::vector<TraversalStep>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const TraversalStep& one, const TraversalStep& other) {
    if (one.IsAttribute() != other.IsAttribute()) return false;
    return one.IsAttribute() ? one.name == other.name : one.key.Same(other.key);
  });
}

bool Same(const LiteralExpression& a, const LiteralExpression& b) { return a.value.Same(b.value); }
bool Same(const StringExpression& a, const StringExpression& b) { return a.text == b.text; }
bool Same(const TemplateExpression& a, const TemplateExpression& b) { return Same(a.parts, b.parts); }
bool Same(const TraversalExpression& a, const TraversalExpression& b) {
  return a.traversal.root == b.traversal.root && Same(a.traversal.steps, b.traversal.steps);
}
bool Same(const RelativeTraversalExpression& a, const RelativeTraversalExpression& b) {
  return Same(a.source, b.source) && Same(a.steps, b.steps);
}
bool Same(const IndexExpression& a, const IndexExpression& b) {
  return Same(a.collection, b.collection) && Same(a.key, b.key);
}
bool Same(const CallExpression& a, const CallExpression& b) {
  return a.name == b.name && Same(a.arguments, b.arguments);
}
bool Same(const UnaryExpression& a, const UnaryExpression& b) { return a.op == b.op && Same(a.operand, b.operand); }
bool Same(const BinaryExpression& a, const BinaryExpression& b) {
  return a.op == b.op && Same(a.left, b.left) && Same(a.right, b.right);
}
bool Same(const ConditionalExpression& a, const ConditionalExpression& b) {
  return Same(a.condition, b.condition) && Same(a.true_result, b.true_result) && Same(a.false_result, b.false_result);
}
bool Same(const TupleExpression& a, const TupleExpression& b) { return Same(a.items, b.items); }
bool Same(const ObjectExpression& a, const ObjectExpression& b) {
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                    [](const ObjectItem& one, const ObjectItem& other) {
                      return Same(one.key, other.key) && Same(one.value, other.value);
                    });
}
bool Same(const ForExpression& a, const ForExpression& b) {
  return a.key_name == b.key_name && a.value_name == b.value_name && a.grouping == b.grouping &&
         Same(a.collection, b.collection) && Same(a.key, b.key) && Same(a.value, b.value) &&
         Same(a.condition, b.condition);
}

// Both are of the same kind: one of these, or they count as different.
template <typename... Kinds>
bool SameAsOneOf(const Expression& a, const Expression& b) {
  bool same = false;
  ((As<Kinds>(a) != nullptr && (same = Same(*As<Kinds>(a), *As<Kinds>(b)), true)) || ...);
  return same;
}

}  // namespace

bool AreSame(const Expression* a, const Expression* b) {
  a = Bare(a);
  b = Bare(b);
  if (a == nullptr || b == nullptr) return a == b;
  return a->kind == b->kind &&
         SameAsOneOf<LiteralExpression, StringExpression, TemplateExpression, TraversalExpression,
                     RelativeTraversalExpression, IndexExpression, CallExpression, UnaryExpression, BinaryExpression,
                     ConditionalExpression, TupleExpression, ObjectExpression, ForExpression>(*a, *b);
}

}  // namespace rolecall::hcl
