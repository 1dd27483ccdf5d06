#include "engine/testing/assertions.h"

#include <algorithm>
#include <utility>

#include "engine/config/references.h"
#include "engine/graph/check_rules.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"

namespace rolecall::engine {
namespace {

using value::Value;

Value OutputsOf(const Module& root, const Evaluator& evaluator) {
  std::map<std::string, Value> outputs;
  for (const auto& [name, output] : root.outputs) {
    outputs[name] = evaluator.Output({}, name).value_or(Value::Unknown(value::Type::Dynamic()));
  }
  return Value::Object(std::move(outputs));
}

// Whether what is named as an output is one.
bool IsOutput(const hcl::Traversal& traversal, const Module& root, diag::Diagnostics& diagnostics) {
  if (traversal.root != "output" || traversal.steps.empty() || !traversal.steps[0].IsAttribute()) return true;
  const std::string& name = traversal.steps[0].name;
  if (root.outputs.count(name) > 0) return true;
  std::vector<std::string> names;
  for (const auto& [other, output] : root.outputs) names.push_back(other);
  const auto meant = diag::NameSuggestion(name, names);
  diagnostics.AddError("undeclared-output", "Reference to undeclared output value",
                       "An output value with the name \"" + name + "\" has not been declared." +
                           (meant ? " Did you mean \"" + *meant + "\"?" : ""),
                       traversal.range);
  return false;
}

TestStatus CheckOne(const CheckRule& rule, const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
  diag::Diagnostics problems;
  const RuleResult outcome = EvaluateRule(rule, scope, "Test assertion failed", diag::Severity::kError, problems);
  for (diag::Diagnostic& one : problems.list()) {
    if (one.code != "invalid-condition") continue;
    one.summary = "Invalid condition run";
    if (const std::size_t at = one.detail.find("condition result value"); at != std::string::npos) {
      one.detail.replace(at, 22, "condition run value");
    }
  }
  if (outcome.status == CheckStatus::kUnknown) {
    problems.AddError("unknown-condition", "Unknown condition run",
                      "Condition expression could not be evaluated at this time.", rule.condition->range);
    problems.list().back().values = hcl::ShownValues(*rule.condition, scope);
  }
  diagnostics.Append(problems);
  switch (outcome.status) {
    case CheckStatus::kPass: return TestStatus::kPass;
    case CheckStatus::kFail: return TestStatus::kFail;
    case CheckStatus::kError:
    case CheckStatus::kUnknown: break;
  }
  return TestStatus::kError;
}

}  // namespace

TestStatus CheckAssertions(const TestRun& run, const Configuration& configuration, const Evaluator& evaluator,
                           const Value& runs, diag::Diagnostics& diagnostics) {
  const Module& root = *configuration.root;
  ReferenceContext context;
  context.extra_roots = {"output", "run"};
  TestStatus status = TestStatus::kPass;
  for (const CheckRule& rule : run.asserts) {
    std::vector<const hcl::Traversal*> references;
    hcl::AppendReferences(*rule.condition, references);
    if (rule.error_message != nullptr) hcl::AppendReferences(*rule.error_message, references);
    bool good = true;
    for (const hcl::Traversal* traversal : references) {
      good = CheckReference(*traversal, root, context, diagnostics) && good;
      good = IsOutput(*traversal, root, diagnostics) && good;
    }
    if (!good) {
      status = TestStatus::kError;
      continue;
    }
    hcl::Scope scope = evaluator.ScopeFor(root, {}, references);
    scope.Set("output", OutputsOf(root, evaluator));
    scope.Set("run", runs);
    status = std::max(status, CheckOne(rule, scope, diagnostics));
  }
  return status;
}

}  // namespace rolecall::engine
