#include "hcl/evaluate/evaluation.h"

#include <map>
#include <optional>
#include <utility>

#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/placeholder_values.h"
#include "hcl/evaluate/show_value.h"
#include "hcl/evaluate/work_budget.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

Value Evaluate(const Expression& expression, const Scope& scope, diag::Diagnostics& diagnostics) {
  const WorkBudget budget;
  Value result = Evaluation(scope, diagnostics).Evaluate(expression);
  if (!WorkBudget::IsSpent()) return result;
  diagnostics.AddError("expression-too-large", "Expression too large",
                       "Evaluating this expression takes more than 20 million steps, which is the limit.",
                       expression.range);
  return UnknownDynamic();
}

Value Evaluation::Evaluate(const Expression& expression) {
  using Kind = Expression::Kind;
  if (!WorkBudget::Spend()) return UnknownDynamic();
  switch (expression.kind) {
    case Kind::kInvalid: return UnknownDynamic();
    case Kind::kLiteral: return static_cast<const LiteralExpression&>(expression).value;
    case Kind::kString: {
      const auto& string = static_cast<const StringExpression&>(expression);
      const bool is_template = string.as_template != nullptr && (scope_.AllowsVariables() || scope_.AllowsFunctions());
      if (is_template && string.as_template->kind == Kind::kInvalid) {
        diag::Position start = string.range.start;
        ++start.column;
        ++start.byte;
        ParseTemplate(*string.range.source->name, string.text, diagnostics_, start);
        return UnknownDynamic();
      }
      return is_template ? Evaluate(*string.as_template) : Value::String(string.text);
    }
    case Kind::kTemplate: return EvaluateTemplate(static_cast<const TemplateExpression&>(expression));
    case Kind::kTemplateWrap: return Evaluate(*static_cast<const TemplateWrapExpression&>(expression).wrapped);
    case Kind::kTemplateFor: return EvaluateTemplateFor(static_cast<const TemplateForExpression&>(expression));
    case Kind::kTraversal: return EvaluateTraversal(static_cast<const TraversalExpression&>(expression));
    case Kind::kRelativeTraversal: return EvaluateRelative(static_cast<const RelativeTraversalExpression&>(expression));
    case Kind::kIndex: return EvaluateIndex(static_cast<const IndexExpression&>(expression));
    case Kind::kSplat: return EvaluateSplat(static_cast<const SplatExpression&>(expression));
    case Kind::kSplatItem: return SplatItem(static_cast<const SplatItemExpression&>(expression));
    case Kind::kCall: return EvaluateCall(static_cast<const CallExpression&>(expression));
    case Kind::kUnary: return EvaluateUnary(static_cast<const UnaryExpression&>(expression));
    case Kind::kBinary: return EvaluateBinary(static_cast<const BinaryExpression&>(expression));
    case Kind::kConditional: return EvaluateConditional(static_cast<const ConditionalExpression&>(expression));
    case Kind::kParentheses: return Evaluate(*static_cast<const ParenthesesExpression&>(expression).inner);
    case Kind::kTuple: return EvaluateTuple(static_cast<const TupleExpression&>(expression));
    case Kind::kObject: return EvaluateObject(static_cast<const ObjectExpression&>(expression));
    case Kind::kObjectKey: return EvaluateObjectKey(static_cast<const ObjectKeyExpression&>(expression));
    case Kind::kFor: return EvaluateFor(static_cast<const ForExpression&>(expression));
  }
  return UnknownDynamic();
}

void Evaluation::Complain(const char* code, std::string summary, std::string detail, const Expression& about,
                          const Span& subject, const Span& context) {
  diag::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.summary = std::move(summary);
  diagnostic.detail = std::move(detail);
  diagnostic.subject = subject;
  diagnostic.context = context;
  diagnostic.values = ShownValues(about, scope_);
  diagnostics_.Add(std::move(diagnostic));
}

void Evaluation::ShowValues(std::size_t from, const Expression& about) {
  for (std::size_t i = from; i < diagnostics_.size(); ++i) {
    diagnostics_.list()[i].values = ShownValues(about, scope_);
  }
}

Value Evaluation::EvaluateTraversal(const TraversalExpression& expression) {
  const Traversal& traversal = expression.traversal;
  if (const Value* root = scope_.Find(traversal.root)) {
    if (traversal.steps.empty()) return *root;
    const std::size_t before = diagnostics_.size();
    Value result = FollowSteps(*root, traversal.steps, traversal.range, diagnostics_);
    if (diagnostics_.size() > before) ShowValues(before, expression);
    return result;
  }
  if (!scope_.AllowsVariables()) {
    diagnostics_.AddError("variables-not-allowed", "Variables not allowed", "Variables may not be used here.",
                          traversal.root_range);
    return UnknownDynamic();
  }
  std::string detail = "There is no variable named \"" + traversal.root + "\".";
  if (const auto meant = diag::NameSuggestion(traversal.root, scope_.VariableNames())) {
    detail += " Did you mean \"" + *meant + "\"?";
  }
  diagnostics_.AddError("unknown-variable", "Unknown variable", std::move(detail), traversal.root_range);
  return UnknownDynamic();
}

Value Evaluation::EvaluateRelative(const RelativeTraversalExpression& expression) {
  const Value source = Evaluate(*expression.source);
  const std::size_t before = diagnostics_.size();
  Value result = FollowSteps(source, expression.steps, expression.range, diagnostics_);
  if (diagnostics_.size() > before) ShowValues(before, expression);
  return result;
}

Value Evaluation::EvaluateIndex(const IndexExpression& expression) {
  const Value collection = Evaluate(*expression.collection);
  const Value key = Evaluate(*expression.key);
  const std::size_t before = diagnostics_.size();
  Value result = IndexValue(collection, key, expression.brackets_range, diagnostics_);
  if (diagnostics_.size() > before) ShowValues(before, expression);
  return result;
}

Value Evaluation::EvaluateTuple(const TupleExpression& expression) {
  std::vector<Value> items;
  items.reserve(expression.items.size());
  for (const ExpressionPtr& item : expression.items) items.push_back(Evaluate(*item));
  return Value::Tuple(std::move(items));
}

Value Evaluation::EvaluateObject(const ObjectExpression& expression) {
  std::map<std::string, Value> attributes;
  value::Marks marks;
  bool known = true;
  for (const ObjectItem& item : expression.items) {
    diag::Diagnostics key_diagnostics;
    const Value raw_key = Into(key_diagnostics).Evaluate(*item.key);
    diagnostics_.Append(key_diagnostics);
    Value item_value = Evaluate(*item.value);
    if (key_diagnostics.HasErrors()) {
      known = false;
      continue;
    }
    AddMarks(marks, raw_key.marks());
    Value key = raw_key.Unmark();
    if (scope_.AllowsPlaceholders()) key = WithPlaceholders(key, SourceText(*item.key), true);
    if (key.IsNull()) {
      Complain("null-key", "Null value as key", "Can't use a null value as a key.", *item.key, item.value->range,
               item.key->range);
      known = false;
      continue;
    }
    const value::Conversion text = value::Convert(key, Type::String());
    if (!text.ok()) {
      Complain("incorrect-key-type", "Incorrect key type",
               "Can't use this value as a key: " + text.error().Text() + ".", *item.key, item.key->range,
               item.key->range);
      known = false;
    } else if (!text->IsKnown()) {
      known = false;
    } else {
      attributes.insert_or_assign(text->AsString(), std::move(item_value));
    }
  }
  if (!known) return UnknownDynamic().WithMarks(marks);
  return Value::Object(std::move(attributes)).WithMarks(marks);
}

// A lone name (also true, false, null) is the key itself.
Value Evaluation::EvaluateObjectKey(const ObjectKeyExpression& expression) {
  if (!expression.force_non_literal) {
    if (const auto* traversal = As<TraversalExpression>(expression.wrapped.get())) {
      if (traversal->traversal.steps.empty()) return Value::String(traversal->traversal.root);
      diagnostics_.AddError(
          "ambiguous-key", "Ambiguous attribute key",
          "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a "
          "literal name containing periods, wrap it in quotes to create a string literal.",
          expression.range);
      return UnknownDynamic();
    }
    if (const auto* literal = As<LiteralExpression>(expression.wrapped.get()); literal && literal->value.IsNull()) {
      return Value::String("null");
    }
  }
  return Evaluate(*expression.wrapped);
}

Value Evaluation::SplatItem(const SplatItemExpression& expression) {
  for (const SplatFrame* frame = frame_; frame != nullptr; frame = frame->outer) {
    if (frame->item == &expression) return frame->element;
  }
  return UnknownDynamic();
}

}  // namespace rolecall::hcl
