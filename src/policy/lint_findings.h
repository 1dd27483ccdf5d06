// Collecting findings. Not for use outside of lint.
#ifndef ROLECALL_POLICY_LINT_FINDINGS_H_
#define ROLECALL_POLICY_LINT_FINDINGS_H_

#include <string>
#include <utility>
#include <vector>

#include "policy/lint.h"

namespace rolecall::policy {

class Findings {
 public:
  void Error(std::string id, Span span, std::string message, std::string suggestion = "") {
    Add(FindingSeverity::kError, std::move(id), span, std::move(message), std::move(suggestion));
  }
  void Warn(std::string id, Span span, std::string message, std::string suggestion = "") {
    Add(FindingSeverity::kWarning, std::move(id), span, std::move(message), std::move(suggestion));
  }
  void Hint(std::string id, Span span, std::string message, std::string suggestion = "") {
    Add(FindingSeverity::kHint, std::move(id), span, std::move(message), std::move(suggestion));
  }
  std::vector<Finding> Take() { return std::move(list_); }

 private:
  void Add(FindingSeverity severity, std::string id, Span span, std::string message, std::string suggestion) {
    list_.push_back(Finding{std::move(id), severity, span, std::move(message), std::move(suggestion)});
  }

  std::vector<Finding> list_;
};

// Checks of conditions that hold for every kind of policy.
void LintConditions(const Statement& statement, Version version, Findings& findings);

inline bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// True only when the key is present and has one of the values: not negated, not IfExists, not ForAllValues.
bool IsPositive(const Operator& op);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_FINDINGS_H_
