#include "hcl/syntax/traversal.h"

namespace rolecall::hcl {

Span Join(const Span& first, const Span& last) { return {first.source, first.start, last.end}; }

std::string StepText(const TraversalStep& step) {
  if (step.IsAttribute()) return "." + step.name;
  const value::Value key = step.key.Unmark();
  if (!key.IsKnown()) return "[...]";
  if (key.IsNull()) return "[null]";
  switch (key.type().kind()) {
    case value::Type::Kind::kNumber: return "[" + key.AsNumber().Text() + "]";
    case value::Type::Kind::kBool: return key.AsBool() ? "[true]" : "[false]";
    case value::Type::Kind::kString: return "[\"" + key.AsString() + "\"]";
    default: return "[...]";
  }
}

std::string TraversalText(const Traversal& traversal) {
  std::string text = traversal.root;
  for (const TraversalStep& step : traversal.steps) text += StepText(step);
  return text;
}

}  // namespace rolecall::hcl
