// Traversal: a chain of names and keys from a root name, `aws_iam_role.x[0].arn`, as written in source.
//
// Spans point into the Source of the file that it was parsed from, which must outlive it.
#ifndef ROLECALL_HCL_SYNTAX_TRAVERSAL_H_
#define ROLECALL_HCL_SYNTAX_TRAVERSAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "diag/source.h"
#include "value/value.h"

namespace rolecall::hcl {

// What spans refer to: the file's name (shared with every diagnostic) and its text.
struct Source {
  std::shared_ptr<const std::string> name;
  std::string text;  // without the byte order mark; may be empty where only the name matters
};

// A range in a Source without the cost of sharing its name; becomes a diag::Range by itself.
struct Span {
  const Source* source = nullptr;  // null: no place
  diag::Position start;
  diag::Position end;

  diag::Range ToRange() const { return source ? diag::Range{source->name, start, end} : diag::Range{}; }
  operator diag::Range() const { return ToRange(); }  // NOLINT: implicit on purpose
};

// From the start of `first` to the end of `last`.
Span Join(const Span& first, const Span& last);

// As messages name a place: "main.tf:3,1-11", "main.tf:3,1-4,2".
std::string ShowRange(const diag::Range& range);

struct TraversalStep {
  enum class Kind : std::uint8_t { kAttribute, kIndex };
  Kind kind = Kind::kAttribute;
  std::string name;  // kAttribute
  value::Value key;  // kIndex: a known string or number
  Span range;        // ".name", "[0]", ".0"

  bool IsAttribute() const { return kind == Kind::kAttribute; }
};

struct Traversal {
  std::string root;  // empty: relative
  Span root_range;
  std::vector<TraversalStep> steps;
  Span range;  // all of it
};

// As in source: `aws_iam_role.x["a"].arn`.
std::string TraversalText(const Traversal& traversal);
std::string StepText(const TraversalStep& step);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_TRAVERSAL_H_
