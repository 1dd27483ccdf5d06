#include "policy/lint/lint_run.h"

#include "base/check.h"
#include "policy/lint/rules.h"

namespace rolecall::policy {

Finding& LintRun::Add(std::string_view code, Span span, std::string message, std::string suggestion) {
  Finding& finding = findings.emplace_back();
  finding.rule = FindLintRule(code);
  ROLECALL_CHECK(finding.rule != nullptr);
  finding.span = span;
  finding.pointer = PointerAt(root, span);
  finding.message = std::move(message);
  finding.suggestion = std::move(suggestion);
  return finding;
}

}  // namespace rolecall::policy
