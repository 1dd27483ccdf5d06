// Diagnostics: what is wrong with what the user wrote, where, and what to do about it.
//
// Code that reads user input takes a Diagnostics&, adds to it and goes on, so that one run reports
// every mistake. Failures of the world (files, network) are Result<T> and become diagnostics at the top.
// Threads: not for use from several threads at once.
#ifndef ROLECALL_DIAG_DIAGNOSTIC_H_
#define ROLECALL_DIAG_DIAGNOSTIC_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/source.h"

namespace rolecall::diag {

enum class Severity { kError, kWarning };

// Shown below the excerpt: `var.x is "a"`; without a traversal the statement stands alone: `while calling f(x)`.
struct ShownValue {
  std::string traversal;                             // "var.x"
  std::string statement;                             // "is \"a\"", "will be known only after apply"; may be empty
  std::function<std::string()> call_json = nullptr;  // of a call: what programs are told of it, made when they ask
};

// Both sides of a condition `a == b`. What they are is known to who made it and who shows it (hcl/evaluate).
struct Comparison {
  Comparison() = default;
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;
  virtual ~Comparison() = default;
};

// Where in an object it is, as who made or took the object says. What it is is known to who says it and to who finds
// its text (engine/provider/attribute_place.h).
struct ObjectPlace {
  ObjectPlace() = default;
  ObjectPlace(const ObjectPlace&) = delete;
  ObjectPlace& operator=(const ObjectPlace&) = delete;
  virtual ~ObjectPlace() = default;
};

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;     // stable, kebab-case: "unknown-resource-type"; may be empty for foreign texts
  std::string summary;  // one line, no full stop: "Unsupported argument"
  std::string detail;   // sentences, with advice; may be empty
  Range subject;        // what is wrong (has_place() false: nowhere)
  Range context;        // what to show around it; no place: the subject's lines
  std::string address;  // "module.a.aws_iam_role.b", if it is about an object
  std::vector<ShownValue> values;
  std::shared_ptr<const Comparison> comparison = nullptr;  // of what the diagnostic is about; may be null
  std::shared_ptr<const ObjectPlace> place = nullptr;      // until there is a subject; may be null
};

class Diagnostics {
 public:
  void Add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }
  void AddError(std::string code, std::string summary, std::string detail, Range subject = {});
  void AddWarning(std::string code, std::string summary, std::string detail, Range subject = {});
  void Append(const Diagnostics& other);
  // As a person reads them: warnings first, then what has no place, then by file (those of the directory itself before
  // those of its folders) and place; else as they came.
  void Sort();
  // Forgets warnings; those of one kind only.
  void DropWarnings();
  void DropWarnings(std::string_view code);

  bool HasErrors() const;
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  const std::vector<Diagnostic>& list() const { return list_; }
  std::vector<Diagnostic>& list() { return list_; }

 private:
  std::vector<Diagnostic> list_;
};

// The candidate nearest to `given` by edit distance, if it is near enough to be meant; else nothing.
std::optional<std::string> DidYouMean(std::string_view given, const std::vector<std::string>& candidates);

// As HCL and OpenTofu suggest names: the first candidate that is at most two changes of a letter away.
std::optional<std::string> NameSuggestion(std::string_view given, const std::vector<std::string>& candidates);

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_DIAGNOSTIC_H_
