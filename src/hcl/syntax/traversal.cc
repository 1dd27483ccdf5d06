#include "hcl/syntax/traversal.h"

namespace rolecall::hcl {

Span Join(const Span& first, const Span& last) { return {first.source, first.start, last.end}; }

std::string ShowRange(const diag::Range& range) {
  const auto place = [](const diag::Position& at) { return std::to_string(at.line) + "," + std::to_string(at.column); };
  const std::string end = range.start.line == range.end.line ? std::to_string(range.end.column) : place(range.end);
  return std::string(range.file_name()) + ":" + place(range.start) + "-" + end;
}

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
