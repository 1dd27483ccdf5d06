// Check rules: validation, precondition, postcondition and assert, evaluated and remembered.
//
//   RuleResult result = EvaluateRule(rule, scope, "Resource precondition failed", diag::Severity::kError, diagnostics);
//   walk.checks.Add("resource", config_address, object_address, result);
//   state.check_results = CheckResultsJson(plan.checks, walk.checks.Results());
//
// A rule that fails is a diagnostic; one that cannot be known yet is none, and is remembered as unknown. A sensitive
// or unknown message is not shown. CheckLog may be used by any thread; all else is pure.
#ifndef ROLECALL_ENGINE_GRAPH_CHECK_RULES_H_
#define ROLECALL_ENGINE_GRAPH_CHECK_RULES_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {

struct RuleResult {
  CheckStatus status = CheckStatus::kUnknown;
  std::string message;  // of a failure; "" if it is wrong, sensitive or unknown
};

// A failed rule is reported with `summary` ("Resource precondition failed") and `severity`: kWarning for check blocks,
// whose other mistakes are errors all the same.
RuleResult EvaluateRule(const CheckRule& rule, const hcl::Scope& scope, const std::string& summary,
                        diag::Severity severity, diag::Diagnostics& diagnostics);

// What the rules of a walk came to. Threads: any.
class CheckLog {
 public:
  // That something has rules, however many objects it comes to. `kind` and addresses as in CheckResult.
  void Declare(const std::string& kind, const std::string& config_address);
  void Add(const std::string& kind, const std::string& config_address, const std::string& object_address,
           const RuleResult& outcome);
  std::vector<CheckResult> Results() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::map<std::string, CheckObject>> objects_;
};

// Those results, and of all else in the configuration that has rules that nothing is known of it.
std::vector<CheckResult> WithUndecided(const Configuration& configuration, const std::vector<CheckResult>& results);

// The results as a state's check_results: raw JSON, "null" if there are none. Objects in `newer` replace those in
// `older`.
std::string CheckResultsJson(const std::vector<CheckResult>& older, const std::vector<CheckResult>& newer);

// The other way: what a state's check_results say; nothing of what cannot be read.
std::vector<CheckResult> ReadCheckResults(const std::string& json);

// The worst of both: error, fail, unknown, pass.
CheckStatus Worse(CheckStatus a, CheckStatus b);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_CHECK_RULES_H_
