// `plan -fail-on=SEVERITY`: a plan fails if it would bring in what lint finds.
//
// Judged is what the plan adds: findings about the roles, policies and providers as they will be, without those that
// are there already. So a directory with old findings can be guarded against new ones. Findings from the severity on
// become errors and the plan fails like any other that has errors: exit code 1, nothing is saved. Lesser ones
// (hints excepted) become warnings. What cannot be judged, since parts of it are not known, is told by a warning, or
// fails with -unknown=fail. Comments and .rolecall-lint accept findings as they do for lint.
#ifndef ROLECALL_CLI_OPERATION_PLAN_LINT_H_
#define ROLECALL_CLI_OPERATION_PLAN_LINT_H_

#include <optional>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "cli/frame/flags.h"
#include "cli/operation/operation.h"
#include "engine/plan/plan.h"

namespace rolecall::cli {

class PlanLint {
 public:
  void Declare(Flags& flags);
  // Adds to the operation's diagnostics and reports them. True if the plan may go on.
  bool Judge(Operation& operation, const engine::Plan& plan) const;

 private:
  std::optional<policy::FindingSeverity> fail_on_;
  bool fail_on_unknown_ = false;
};

// Declares -fail-on.
void DeclareFailOn(Flags& flags, std::optional<policy::FindingSeverity>* fail_on, std::string help);

// "error", "warning", "hint".
Result<policy::FindingSeverity> ParseSeverity(const std::string& text);

// The accepted findings of `file`; empty: of .rolecall-lint, if it is there.
Result<std::vector<access::LintIgnore>> ReadIgnores(const FileSystem& files, const std::string& file);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLAN_LINT_H_
