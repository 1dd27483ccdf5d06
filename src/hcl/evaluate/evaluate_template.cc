// Templates: parts as one string.
#include <utility>

#include "base/placeholder.h"
#include "hcl/evaluate/evaluation.h"
#include "hcl/evaluate/placeholder_values.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {

using value::Type;
using value::Value;

namespace {
// Templates inside of templates multiply; a configuration does not need strings of this size.
constexpr std::size_t kMaxTemplateBytes = 64u << 20;
}  // namespace

Value Evaluation::JoinParts(const std::vector<Value>& parts, const std::vector<const Expression*>& sources,
                            const value::Marks& outer_marks, const Expression& whole) {
  std::string text;
  value::Marks marks = outer_marks;
  bool known = true;
  bool good = true;
  const bool placeholders = scope_.AllowsPlaceholders();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    AddMarks(marks, parts[i].DeepMarks());
    Value part = parts[i].UnmarkDeep();
    if (placeholders && !part.IsKnown()) part = Value::String(Placeholder(SourceText(*sources[i])));
    if (!part.IsKnown()) {
      known = false;
      continue;
    }
    if (part.IsNull()) {
      Complain("invalid-template-value", "Invalid template interpolation value",
               "The expression result is null. Cannot include a null value in a string template.", *sources[i],
               sources[i]->range, whole.range);
      good = false;
      continue;
    }
    const value::Conversion converted = value::Convert(part, Type::String());
    if (!converted.ok()) {
      Complain("invalid-template-value", "Invalid template interpolation value",
               "Cannot include the given value in a string template: " + converted.error().Text() + ".", *sources[i],
               sources[i]->range, whole.range);
      good = false;
    } else if (!converted->IsKnown()) {
      known = false;
    } else if (known && text.size() + converted->AsString().size() > kMaxTemplateBytes) {
      diagnostics_.AddError("template-too-large", "Template result too large",
                            "The result of this template is larger than 64 MB, which is the limit.", whole.range);
      known = good = false;
      text.clear();
    } else if (known) {
      text += converted->AsString();
    }
  }
  if (known) return Value::String(std::move(text)).WithMarks(marks);
  value::Refinement refinement;
  refinement.not_null = true;
  if (good) refinement.string_prefix = std::move(text);
  return value::Refine(Value::Unknown(Type::String()), refinement).WithMarks(marks);
}

Value Evaluation::EvaluateTemplate(const TemplateExpression& expression) {
  std::vector<Value> parts;
  std::vector<const Expression*> sources;
  parts.reserve(expression.parts.size());
  sources.reserve(expression.parts.size());
  for (const ExpressionPtr& part : expression.parts) {
    parts.push_back(Evaluate(*part));
    sources.push_back(part.get());
  }
  return JoinParts(parts, sources, {}, expression);
}

Value Evaluation::EvaluateTemplateFor(const TemplateForExpression& expression) {
  const Value tuple = Evaluate(*expression.tuple);
  if (tuple.type().IsDynamic() || !tuple.IsKnown()) {
    return value::RefineNotNull(Value::Unknown(Type::String())).WithMarks(tuple.marks());
  }
  const std::vector<const Expression*> sources(tuple.size(), expression.tuple.get());
  return JoinParts(tuple.elements(), sources, tuple.marks(), expression);
}

}  // namespace rolecall::hcl
