#include "engine/testing/expected_failures.h"

#include <algorithm>

namespace rolecall::engine {
namespace {

constexpr const char* kFailed = "check-failed";

bool IsAt(const diag::Range& range, const hcl::Expression* expression) {
  if (expression == nullptr) return false;
  const diag::Range other = expression->range;
  return range.has_place() && range.file_name() == other.file_name() && range.start.byte == other.start.byte;
}

bool HasRuleAt(const std::vector<CheckRule>& rules, const diag::Range& range) {
  return std::any_of(rules.begin(), rules.end(), [&](const CheckRule& rule) { return IsAt(range, rule.condition); });
}

// A variable's failure is told where its value was given, and names the rule.
bool NamesRule(const std::vector<CheckRule>& rules, const std::string& detail) {
  return std::any_of(rules.begin(), rules.end(), [&](const CheckRule& rule) {
    return detail.find("validation rule at " + std::string(rule.range.file_name()) + ":" +
                       std::to_string(rule.range.start.line) + "," + std::to_string(rule.range.start.column) + "-") !=
           std::string::npos;
  });
}

}  // namespace

ExpectedFailures::ExpectedFailures(const TestRun& run, const Configuration& configuration)
    : configuration_(configuration) {
  for (const hcl::Traversal& traversal : run.expected_failures) {
    expected_[hcl::TraversalText(traversal)] = {traversal.range, false};
  }
}

bool ExpectedFailures::IsOfCheck(const diag::Diagnostic& diagnostic) const {
  if (diagnostic.code == kFailed) return diagnostic.severity == diag::Severity::kWarning;
  if (diagnostic.code == "check-unknown") return true;
  const Result<ResourceAddress> address = ParseResourceAddress(diagnostic.address);
  if (!address.ok()) return false;
  const ResourceBlock* block = configuration_.FindBlock(*address);
  return block != nullptr && !block->check.empty();
}

std::string ExpectedFailures::FailedObject(const diag::Diagnostic& diagnostic) const {
  const Module& root = *configuration_.root;
  if (IsOfCheck(diagnostic)) {
    for (const auto& [name, check] : root.checks) {
      if (HasRuleAt(check.asserts, diagnostic.subject)) return "check." + name;
    }
    const Result<ResourceAddress> address = ParseResourceAddress(diagnostic.address);
    if (!address.ok() || !address->module.IsRoot()) return "";
    return "check." + configuration_.FindBlock(*address)->check;
  }
  if (diagnostic.code != kFailed) return "";
  if (!diagnostic.address.empty()) return diagnostic.address;
  for (const auto& [name, output] : root.outputs) {
    if (HasRuleAt(output.preconditions, diagnostic.subject)) return "output." + name;
  }
  for (const auto& [name, variable] : root.variables) {
    if (NamesRule(variable.validations, diagnostic.detail)) return "var." + name;
  }
  return "";
}

// An instance, or all of a block.
bool ExpectedFailures::Expects(const std::string& object) {
  auto found = expected_.find(object);
  if (found == expected_.end()) {
    const Result<ResourceAddress> address = ParseResourceAddress(object);
    if (!address.ok() || !address->module.IsRoot()) return false;
    found = expected_.find(address->Config().Text());
  }
  if (found == expected_.end()) return false;
  found->second.has_come = true;
  return true;
}

diag::Diagnostics ExpectedFailures::Judge(const diag::Diagnostics& diagnostics) {
  diag::Diagnostics left;
  for (diag::Diagnostic one : diagnostics.list()) {
    const std::string object = FailedObject(one);
    if (!object.empty() && Expects(object)) continue;
    if (IsOfCheck(one)) one.severity = diag::Severity::kError;
    left.Add(std::move(one));
  }
  for (const auto& [name, expected] : expected_) {
    if (expected.has_come) continue;
    left.AddError("missing-failure", "Missing expected failure",
                  "The checkable object, " + name + ", was expected to report an error but did not.", expected.range);
  }
  return left;
}

void ExpectedFailures::WarnOfVariables(diag::Diagnostics& diagnostics) const {
  diag::Diagnostics warnings;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    const std::string object = FailedObject(one);
    if (!object.starts_with("var.") || expected_.count(object) == 0) continue;
    warnings.AddWarning("expected-too-early", "Invalid Variable in test file",
                        "Variable " + object +
                            ", has an invalid value within the test. Although this was an expected failure, it has "
                            "meant the apply stage was unable to run so the overall test will fail.");
  }
  diagnostics.Append(warnings);
}

}  // namespace rolecall::engine
