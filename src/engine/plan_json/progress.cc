// The lines of `plan -json` and `apply -json`.
#include "engine/plan_json/plan_json.h"
#include "engine/plan_json/text.h"
#include "engine/render/render_plan.h"
#include "engine/state/raw_json.h"

namespace rolecall::engine {
namespace {

// The prefix of a type, which stands for the provider: "aws" of "aws_iam_role".
std::string ImpliedProvider(const std::string& type) { return type.substr(0, type.find('_')); }

std::string ResourceJson(const ResourceAddress& address) {
  JsonObject object;
  object.Text("addr", address.Text()).Text("module", address.module.Text()).Text("resource", address.LocalText());
  object.Text("implied_provider", ImpliedProvider(address.type));
  object.Text("resource_type", address.type).Text("resource_name", address.name);
  object.Raw("resource_key", HasKey(address.key) ? JsonIndex(address.key) : "null");
  return object.Close();
}

const char* LineAction(Action action) {
  switch (action) {
    case Action::kNoOp: return "noop";
    case Action::kCreate: return "create";
    case Action::kRead: return "read";
    case Action::kUpdate: return "update";
    case Action::kDelete: return "delete";
    case Action::kDeleteThenCreate:
    case Action::kForgetThenCreate:
    case Action::kCreateThenDelete: return "replace";
    case Action::kForget: return "remove";
  }
  return "noop";
}

// What is said of an ephemeral resource: the stem of "Opening..." or "Open complete".
std::string EphemeralWords(Progress what, EphemeralAction action) {
  const bool is_start = what == Progress::kEphemeralStarted;
  switch (action) {
    case EphemeralAction::kOpen: return is_start ? "Opening..." : "Open complete";
    case EphemeralAction::kRenew: return is_start ? "Renewing..." : "Renew complete";
    case EphemeralAction::kClose: return is_start ? "Closing..." : "Close complete";
    case EphemeralAction::kNone: break;
  }
  return "";
}

// The reason without what the action says already: "tainted", "delete_because_no_module".
std::string LineReason(ActionReason reason) {
  std::string name = ActionReasonName(reason);
  if (name.starts_with("replace_because_")) return name.substr(16);
  if (name == "replace_by_request") return "requested";
  if (name == "replace_by_triggers") return "replace_triggered_by";
  return name;
}

std::string HookJson(Progress what, const ResourceEvent& event, bool with_elapsed) {
  JsonObject object;
  object.Raw("resource", ResourceJson(event.address));
  object.TextIf("Msg", EphemeralWords(what, event.ephemeral));
  // Refreshing is no action.
  if (event.action != Action::kNoOp) object.Text("action", LineAction(event.action));
  if (!event.provisioner.empty()) object.Text("provisioner", event.provisioner);
  if (!event.text.empty()) object.Text("output", event.text);
  const bool is_gone = what == Progress::kApplyComplete && event.action == Action::kDelete;
  if (!event.id.empty() && !is_gone) object.Text("id_key", "id").Text("id_value", event.id);
  if (with_elapsed) object.Number("elapsed_seconds", event.elapsed.count());
  return "\"hook\":" + object.Close();
}

// Null: no line tells of it.
const char* LineType(Progress what) {
  switch (what) {
    case Progress::kRefreshStarted: return "refresh_start";
    case Progress::kRefreshComplete: return "refresh_complete";
    case Progress::kReadStarted:
    case Progress::kApplyStarted: return "apply_start";
    case Progress::kApplyProgress: return "apply_progress";
    case Progress::kReadComplete:
    case Progress::kApplyComplete: return "apply_complete";
    case Progress::kApplyFailed: return "apply_errored";
    case Progress::kProvisionStarted: return "provision_start";
    case Progress::kProvisionOutput: return "provision_progress";
    case Progress::kProvisionComplete: return "provision_complete";
    case Progress::kProvisionFailed: return "provision_errored";
    case Progress::kEphemeralStarted: return "ephemeral_action_started";
    case Progress::kEphemeralComplete: return "ephemeral_action_complete";
    case Progress::kEphemeralDeferred:
    case Progress::kEphemeralProgress:
    case Progress::kEphemeralFailed:  // the diagnostic tells of it
    case Progress::kImportPreparing:
    case Progress::kImportStarted:
    case Progress::kImportComplete: break;
  }
  return nullptr;
}

const char* ErroredWords(Action action) {
  switch (action) {
    case Action::kCreate: return "Creation";
    case Action::kUpdate: return "Modifications";
    case Action::kDelete: return "Destruction";
    case Action::kRead: return "Refresh";
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete:
    case Action::kForgetThenCreate: return "Replacement";
    case Action::kForget: return "Removal";
    case Action::kNoOp: return "Apply";
  }
  return "Apply";
}

// A progress line's words: the text form without its line break, or our own where the text has none.
std::string Words(Progress what, const ResourceEvent& event) {
  if (what == Progress::kRefreshComplete) {
    return event.address.Text() + ": Refresh complete" + (event.id.empty() ? "" : " [id=" + event.id + "]");
  }
  if (what == Progress::kApplyFailed) {
    return event.address.Text() + ": " + ErroredWords(event.action) + " errored after " + DurationText(event.elapsed);
  }
  if (what == Progress::kReadStarted) return event.address.Text() + ": Refreshing...";
  if (what == Progress::kReadComplete) {
    const std::string id = event.id.empty() ? "" : " [id=" + event.id + "]";
    return event.address.Text() + ": Refresh complete after " + DurationText(event.elapsed) + id;
  }
  if (event.ephemeral != EphemeralAction::kNone) {
    return event.address.Text() + ": " + EphemeralWords(what, event.ephemeral);
  }
  const std::string provisioner = event.address.Text() + ": (" + event.provisioner + ")";
  if (what == Progress::kProvisionOutput) return provisioner + ": " + event.text;
  if (what == Progress::kProvisionComplete) return provisioner + " Provisioning complete";
  if (what == Progress::kProvisionFailed) return provisioner + " Provisioning errored";
  std::string words;
  TextProgress(RenderStyle(), [&words](const std::string& lines) { words = lines; }).Tell(what, event);
  while (words.ends_with('\n')) words.pop_back();
  return words;
}

std::string SummaryJson(const PlanCounts& counts, const char* operation) {
  JsonObject object;
  object.Number("add", counts.add).Number("change", counts.change).Number("import", counts.import);
  object.Number("remove", counts.destroy).Number("forget", counts.forget).Text("operation", operation);
  return "\"changes\":" + object.Close();
}

std::string ChangeJson(const ResourceAddress& address, const std::optional<ResourceAddress>& previous, Action action,
                       ActionReason reason, const std::string& importing_id, const std::string& importing_identity) {
  JsonObject object;
  object.Raw("resource", ResourceJson(address));
  if (previous && *previous != address) object.Raw("previous_resource", ResourceJson(*previous));
  const bool moved = action == Action::kNoOp && previous && *previous != address;
  object.Text("action", moved                                              ? "move"
                        : !importing_id.empty() && action == Action::kNoOp ? "import"
                                                                           : LineAction(action));
  object.TextIf("reason", LineReason(reason));
  if (!importing_id.empty()) object.Raw("importing", ImportingJson(importing_id, importing_identity));
  return "\"change\":" + object.Close();
}

const char* PlanWords(Action action) {
  switch (action) {
    case Action::kCreate: return "Plan to create";
    case Action::kRead: return "Plan to read";
    case Action::kUpdate: return "Plan to update";
    case Action::kDelete: return "Plan to delete";
    case Action::kDeleteThenCreate:
    case Action::kForgetThenCreate:
    case Action::kCreateThenDelete: return "Plan to replace";
    case Action::kForget: return "Plan to remove";
    case Action::kNoOp: return "Plan to move";
  }
  return "Plan to change";
}

}  // namespace

void JsonProgress::Emit(const std::string& level, const std::string& message, const std::string& type,
                        const std::string& members) {
  JsonObject object;
  object.Text("@level", level).Text("@message", message).Text("@module", "tofu.ui");
  object.Text("@timestamp", FormatIso8601Millis(clock_.Now()));
  std::string line = object.Close();
  line.pop_back();
  if (!members.empty()) line += "," + members;
  if (!type.empty()) line += ",\"type\":" + JsonText(type);
  print_(line + "}\n");
}

void JsonProgress::Version(const std::string& version) {
  JsonObject object;
  object.Text("tofu", version).Text("ui", "1.2");
  Emit("info", "Rolecall " + version, "version", object.Members());
}

void JsonProgress::Log(const std::string& message) { Emit("info", message, "log", ""); }

void JsonProgress::Access(const std::string& message, const std::string& json) {
  Emit("info", message, "rolecall_access", "\"access\":" + json);
}

void JsonProgress::PlanChanges(const Plan& plan) {
  for (const DriftChange& drift : plan.drift) {
    const bool gone = drift.action == Action::kDelete;
    Emit("info", drift.address.Text() + ": Drift detected (" + LineAction(drift.action) + ")", "resource_drift",
         ChangeJson(drift.address, drift.previous_address, gone ? Action::kDelete : drift.action, ActionReason::kNone,
                    "", ""));
  }
  for (const ResourceChange& change : plan.changes) {
    const bool moved = change.previous_address && *change.previous_address != change.address;
    if (change.action != Action::kNoOp || moved || !change.importing_id.empty()) PlannedChange(change);
  }
  const PlanCounts counts = Count(plan);
  Emit("info", PlanCountsLine(counts), "change_summary", SummaryJson(counts, "plan"));
  JsonObject outputs;
  for (const OutputChange& output : plan.outputs) {
    JsonObject one;
    one.Flag("sensitive", output.after_sensitive || output.before_sensitive).Text("action", LineAction(output.action));
    outputs.Raw(output.name, one.Close());
  }
  if (plan.outputs.empty()) return;
  Emit("info", "Outputs: " + std::to_string(plan.outputs.size()), "outputs", "\"outputs\":" + outputs.Close());
}

void JsonProgress::PlannedWork(const Plan& plan) {
  for (const ResourceChange& change : plan.changes) {
    if (change.action != Action::kNoOp) PlannedChange(change);
  }
}

void JsonProgress::PlannedChange(const ResourceChange& change) {
  if (change.action == Action::kDelete && change.address.mode == ResourceMode::kData) return;
  const bool moved = change.previous_address && *change.previous_address != change.address;
  const bool import = change.action == Action::kNoOp && !moved;
  Emit("info", change.address.Text() + ": " + (import ? "Plan to import" : PlanWords(change.action)), "planned_change",
       ChangeJson(change.address, change.previous_address, change.action, change.reason, change.importing_id,
                  change.importing_identity));
}

void JsonProgress::ApplySummary(const ApplyCounts& counts, bool destroy) {
  std::string message = engine::ApplySummary(counts, destroy, RenderStyle());
  message = message.substr(1, message.size() - 2);
  const PlanCounts as_plan{counts.imported, counts.added, counts.changed, counts.destroyed, counts.forgotten};
  Emit("info", message, "change_summary", SummaryJson(as_plan, destroy ? "destroy" : "apply"));
}

void JsonProgress::Outputs(const State& state) {
  JsonObject outputs;
  for (const auto& [name, output] : state.outputs) {
    JsonObject one;
    one.Flag("sensitive", output.sensitive).TextIf("deprecated", output.deprecated);
    std::string type;
    AppendCompact(type, output.type_json);
    one.Raw("type", type);
    if (!output.sensitive) one.Raw("value", OutputToJson(output));
    outputs.Raw(name, one.Close());
  }
  Emit("info", "Outputs: " + std::to_string(state.outputs.size()), "outputs", "\"outputs\":" + outputs.Close());
}

void JsonProgress::Diagnostic(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources) {
  Diagnostic(diagnostic, sources, "");
}

void JsonProgress::Diagnostic(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources,
                              const std::string& members) {
  const bool is_error = diagnostic.severity == diag::Severity::kError;
  Emit(is_error ? "error" : "warn", (is_error ? "Error: " : "Warning: ") + diagnostic.summary, "diagnostic",
       (members.empty() ? "" : members + ",") + "\"diagnostic\":" + DiagnosticToJson(diagnostic, sources));
}

void JsonProgress::Tell(Progress what, const ResourceEvent& event) {
  const char* type = LineType(what);
  if (type == nullptr) return;
  const bool with_elapsed = what == Progress::kReadComplete || what == Progress::kApplyProgress ||
                            what == Progress::kApplyComplete || what == Progress::kApplyFailed;
  Emit("info", Words(what, event), type, HookJson(what, event, with_elapsed));
}

}  // namespace rolecall::engine
