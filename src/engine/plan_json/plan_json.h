// Plans and states for machines: `show -json` (plan format 1.2, state format 1.0), `output -json`, and the lines that
// `plan -json` and `apply -json` print while they work (UI format 1.2).
//
// Sensitive values are in these texts, as they are in OpenTofu's (but not in the lines): guard the output.
// All texts are compact JSON without line break.
#ifndef ROLECALL_ENGINE_PLAN_JSON_PLAN_JSON_H_
#define ROLECALL_ENGINE_PLAN_JSON_PLAN_JSON_H_

#include <functional>
#include <string>

#include "base/clock.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/plan/ui_hook.h"
#include "engine/render/render_progress.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// `version` is written as terraform_version. `configuration` may be null: then that section is left out. `access`, if
// not empty, is JSON text that stands as rolecall_access.
std::string PlanToJson(const Plan& plan, const Configuration* configuration, const Schemas& schemas,
                       const std::string& version, const std::string& access = "");
// {"format_version":"1.0"} alone for an empty state.
std::string StateToJson(const State& state, const Schemas& schemas, const std::string& version);

// {"name":{"sensitive":…,"type":…,"value":…},…} of all outputs, indented by two spaces as `output -json` prints it.
// `show -json -config`: the same as the plan's section "configuration", as a document of its own.
std::string ConfigurationDocument(const Configuration& configuration, const Schemas& schemas);
std::string OutputsToJson(const State& state);
// The value of one output alone.
std::string OutputToJson(const OutputState& output);

// One diagnostic as `validate -json` and the lines have it.
std::string DiagnosticToJson(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources);
// {"format_version":"1.0","valid":…,"error_count":…,"warning_count":…,"diagnostics":[…]}, indented by two spaces.
std::string ValidationToJson(const diag::Diagnostics& diagnostics, const diag::SourceMap& sources);

// The UI lines: each call prints one line of JSON (with its line break). They name OpenTofu ("@module":"tofu.ui"),
// whose format they are, so that programs that read them find what they look for.
class JsonProgress final : public UiHook {
 public:
  using Print = std::function<void(const std::string& line)>;
  // The clock must outlive this.
  JsonProgress(const Clock& clock, Print print) : clock_(clock), print_(std::move(print)) {}

  void Version(const std::string& version);
  void PlanChanges(const Plan& plan);  // resource_drift, planned_change, outputs and change_summary lines
  // Of a plan that was shown before: the planned_change lines of what is done.
  void PlannedWork(const Plan& plan);
  void ApplySummary(const ApplyCounts& counts, bool destroy);
  void Outputs(const State& state);  // sensitive values left out
  void Diagnostic(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources);
  void Log(const std::string& message);  // an informal line
  // The same with further members, as JSON text; of lines about tests. A line without a type: "".
  void Diagnostic(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources, const std::string& members);
  void Line(const std::string& level, const std::string& message, const std::string& type, const std::string& members) {
    Emit(level, message, type, members);
  }
  // A line of type rolecall_access, `json` (an object) under "access".
  void Access(const std::string& message, const std::string& json);

  void Tell(Progress what, const ResourceEvent& event) override;

 private:
  void PlannedChange(const ResourceChange& change);
  void Emit(const std::string& level, const std::string& message, const std::string& type, const std::string& members);

  const Clock& clock_;
  Print print_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_JSON_PLAN_JSON_H_
