// `rolecall apply`, `rolecall destroy` and `rolecall refresh`.
#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>

#include "cli/frame/interrupt_watch.h"
#include "cli/operation/plan_access.h"
#include "cli/operation/plan_options.h"
#include "cli/operation/saved_plan.h"
#include "cli/terraform/commands.h"
#include "engine/plan/partial_warnings.h"
#include "engine/plan/refreshed_state.h"
#include "engine/render/render_plan.h"
#include "engine/render/render_state.h"

namespace rolecall::cli {
namespace {

// Keeps the state as the engine changes it.
class KeeperSink final : public engine::StateSink {
 public:
  explicit KeeperSink(engine::StateKeeper& keeper) : keeper_(keeper) {}
  Result<void> StateChanged(const engine::State& state) override {
    if (urgent_) return keeper_.SaveOrRescue(state);
    keeper_.Update(state);
    return {};
  }
  void Follow(std::function<void()> hand_over) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    hand_over_ = std::move(hand_over);
  }
  // From now on everything is saved at once, beginning with what there is. Any thread.
  void Hurry() {
    const std::lock_guard<std::mutex> lock(mutex_);
    urgent_ = true;
    if (hand_over_) hand_over_();
  }

 private:
  engine::StateKeeper& keeper_;
  std::atomic<bool> urgent_{false};
  std::mutex mutex_;
  std::function<void()> hand_over_;
};

void TellOutputs(Operation& operation, const engine::State& state) {
  const std::string outputs = engine::RenderOutputs(state, operation.style());
  if (!outputs.empty()) operation.Print("\n" + operation.style().BoldGreen("Outputs:") + "\n\n" + outputs);
}

// What both do once there is a plan: shows it, asks, applies, saves, tells.
class ApplyRun {
 public:
  ApplyRun(Operation& operation, const PlanFlags& flags, bool is_destroy, bool auto_approve, bool takes_forgetting)
      : operation_(operation),
        flags_(flags),
        is_destroy_(is_destroy),
        auto_approve_(auto_approve),
        takes_forgetting_(takes_forgetting) {}

  int Run(const engine::Plan& plan, bool shown_before) {
    if (!shown_before) {
      Show(plan);
    } else {
      for (engine::JsonProgress* lines : operation_.json_lines()) lines->PlannedWork(plan);
    }
    const bool asks = !shown_before && !auto_approve_ && plan.HasChanges();
    // Who is asked sees all warnings before; else they stand behind the work, which decides the checks once more.
    if (asks || plan.errored) operation_.LetWarningsGo();
    if (!operation_.Report() || plan.errored) return kExitError;
    operation_.HoldWarnings();
    if (!asks) {
      for (const char* code : {"check-failed", "check-unknown"}) operation_.diagnostics().DropWarnings(code);
    }
    if (asks && !Approved(plan)) {
      operation_.Print(plan.mode == engine::PlanMode::kDestroy ? "Destroy cancelled.\n" : "Apply cancelled.\n");
      return kExitError;
    }
    return Execute(plan);
  }

 private:
  void Show(const engine::Plan& plan) const {
    for (engine::JsonProgress* lines : operation_.json_lines()) lines->PlanChanges(plan);
    const bool has_something = !plan.errored || !plan.changes.empty() || !plan.outputs.empty();
    if (!operation_.options().json && has_something) {
      operation_.Print(engine::RenderPlan(plan, operation_.engine().schemas(), operation_.style()));
    }
    ShowAccess(operation_, plan);
  }

  // Asked also with -input=false, which is about variables.
  bool SaysYes(const std::string& question, const std::string& explanation) {
    return operation_.AskLine(question, explanation).value_or("") == "yes";
  }

  bool Approved(const engine::Plan& plan) {
    const std::string place = operation_.workspace() == engine::kDefaultWorkspace
                                  ? "?"
                                  : "\n  in workspace \"" + operation_.workspace() + "\"?";
    operation_.Print("\n");
    switch (plan.mode) {
      case engine::PlanMode::kDestroy:
        return SaysYes("Do you really want to destroy all resources" + place,
                       "  Rolecall will destroy all your managed infrastructure, as shown above.\n"
                       "  There is no undo. Only 'yes' will be accepted to confirm.");
      case engine::PlanMode::kRefreshOnly:
        return SaysYes("Would you like to update the Rolecall state to reflect these detected changes" + place,
                       "  Rolecall will write these changes to the state without modifying any real infrastructure.\n"
                       "  There is no undo. Only 'yes' will be accepted to confirm.");
      case engine::PlanMode::kNormal: break;
    }
    return SaysYes("Do you want to perform these actions" + place,
                   "  Rolecall will perform the actions described above.\n  Only 'yes' will be accepted to approve.");
  }

  int Execute(const engine::Plan& plan) {
    KeeperSink sink(operation_.keeper());
    engine::ApplyOptions options;
    options.parallelism = flags_.Parallelism();
    options.hook = &operation_.progress();
    options.sink = &sink;
    options.interrupt = &operation_.context().interrupt;
    const engine::ApplyResult result = [&] {
      const InterruptWatch watch(
          operation_.context().interrupt,
          [&](const std::string& text) {
            operation_.PrintInterrupt(text);
            sink.Hurry();
          },
          [&] {
            sink.Hurry();
            operation_.LeaveAtOnce();
          });
      return operation_.engine().Apply(operation_.configuration(), plan, options, operation_.diagnostics());
    }();
    if (plan.mode == engine::PlanMode::kDestroy && result.forgotten > 0 && !takes_forgetting_) RefuseForgetting();
    if (!plan.targets.empty() || !plan.excludes.empty()) engine::WarnOfPartialApply(operation_.diagnostics());
    operation_.LetWarningsGo();
    const Result<void> saved = operation_.keeper().SaveOrRescue(result.state);
    if (!saved.ok()) operation_.Fail("Failed to save state", saved.error());
    if (operation_.Report() && saved.ok()) Tell(result);
    return operation_.Finish();
  }

  // Who runs a destroy may take its success for nothing being left.
  void RefuseForgetting() {
    if (operation_.diagnostics().HasErrors()) return;
    operation_.diagnostics().AddError(
        "forgotten-instances", "Destroy was successful but left behind forgotten instances",
        "As requested, Rolecall has not deleted some remote objects that are no longer managed by this configuration. "
        "Those objects continue to exist in their remote system and so may continue to incur charges. Refer to the "
        "original plan for more information.\nTo suppress this error for the future 'destroy' runs, you can add the "
        "CLI flag \"-suppress-forget-errors\".");
  }

  void Tell(const engine::ApplyResult& result) const {
    const engine::ApplyCounts counts{result.added, result.changed, result.destroyed, result.imported, result.forgotten};
    for (engine::JsonProgress* lines : operation_.json_lines()) {
      lines->ApplySummary(counts, is_destroy_);
      if (!is_destroy_) lines->Outputs(result.state);
    }
    if (operation_.options().json) return;
    operation_.Print(engine::ApplySummary(counts, is_destroy_, operation_.style()));
    if (!is_destroy_) TellOutputs(operation_, result.state);
  }

  Operation& operation_;
  const PlanFlags& flags_;
  const bool is_destroy_;
  const bool auto_approve_;
  const bool takes_forgetting_;
};

class ApplyCommand : public Command {
 public:
  std::string name() const override { return "apply"; }
  std::string summary() const override { return "Make the real world as the configuration says"; }
  std::string usage() const override { return "[options] [PLANFILE]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    plan_.Declare(flags);
    flags.Switch("auto-approve", &auto_approve_, "Do not ask");
    flags.Switch("suppress-forget-errors", &suppress_forget_errors_,
                 "That a destroy leaves objects that are forgotten is no error");
  }

  void CheckArguments(const CommandContext& context, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    if (plan_.common.json && parsed.positional.empty() && !auto_approve_) {
      problems.AddError("wrong-arguments", "Plan file or auto-approve required",
                        "Rolecall cannot ask for interactive approval when -json is set. You can either apply a saved "
                        "plan file, or enable the -auto-approve option.");
    }
    plan_.Check(context.files, problems);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return RunSaved(context, positional.front());
    plan_.common.says_empty =
        "Apply requires configuration to be present. Applying without a configuration would mark everything for "
        "destruction, which is normally not what is desired. If you would like to destroy everything, run 'rolecall "
        "destroy' instead.";
    plan_.common.is_walk = true;
    if (!plan_.LeavesOut()) plan_.common.absent = AbsentPlugins::kRefused;
    plan_.common.may_be_empty = plan_.destroy;  // what is in the state can go without its files
    Operation operation(context, plan_.common);
    operation.HoldWarnings();
    const engine::PlanOptions options = plan_.Options(operation);
    if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypeApply")) {
      return operation.Finish();
    }
    const engine::Plan plan = operation.MakePlan(options);
    return ApplyRun(operation, plan_, is_destroy(), auto_approve_, suppress_forget_errors_).Run(plan, false);
  }

 protected:
  virtual bool is_destroy() const { return false; }
  // The plan has its targets and mode; those of the command line mean nothing.
  int RunSaved(CommandContext& context, const std::string& path) {
    Operation operation(context, plan_.common);
    operation.HoldWarnings();
    // How the plan is encrypted stands in the configuration.
    if (!operation.Load() || !operation.CollectVariables(false) || !operation.ReadEncryption()) {
      return operation.Finish();
    }
    Result<engine::SavedPlan> saved = LoadPlan(operation, path);
    if (!saved.ok()) {
      operation.Fail("Failed to load \"" + path + "\" as a plan file", saved.error());
      return operation.Finish();
    }
    if (is_destroy()) {
      operation.Fail(
          "Destroy can't be called with a plan file",
          {ErrorCode::kInvalidArgument,
           "If this plan was created using plan -destroy, apply it using:\n  rolecall apply " + engine::Quoted(path)});
      return operation.Finish();
    }
    if (saved->plan.errored) {
      operation.Fail(
          "Cannot apply incomplete plan",
          {ErrorCode::kConflict, "Rolecall encountered an error when generating this plan, so it cannot be applied."});
      return operation.Finish();
    }
    if (!operation.OpenState("OperationTypeApply")) return operation.Finish();
    if (saved->workspace != operation.workspace()) {
      operation.Fail("Saved plan is for another workspace",
                     {ErrorCode::kConflict, "It was made in workspace \"" + saved->workspace + "\"; selected is \"" +
                                                operation.workspace() + "\"."});
      return operation.Finish();
    }
    const auto stale = engine::FindStale(*saved, operation.keeper().state(), ConfigurationHash(operation));
    if (stale) {
      operation.Fail(stale->summary, {ErrorCode::kConflict, stale->detail});
      return operation.Finish();
    }
    if (!TakeVariables(operation, saved->plan)) return operation.Finish();
    return ApplyRun(operation, plan_, is_destroy(), true, suppress_forget_errors_).Run(saved->plan, true);
  }

  // A saved plan has the values that were given when it was made, and those stay; others are given now, among them all
  // that are ephemeral.
  static bool TakeVariables(Operation& operation, engine::Plan& plan) {
    const auto& declared = operation.configuration().root->variables;
    for (const auto& [name, given] : operation.variables()) {
      const auto variable = declared.find(name);
      if (variable == declared.end()) continue;
      const auto known = std::ranges::find(plan.variables, name, &engine::PlannedVariable::name);
      if (known != plan.variables.end() && known->given) {
        if (!known->value.Same(given.value.UnmarkDeep())) RefuseOther(operation, name);
        continue;
      }
      engine::PlannedVariable planned{name, given.value.UnmarkDeep(), variable->second.sensitive, true,
                                      variable->second.ephemeral};
      if (known == plan.variables.end()) {
        plan.variables.push_back(std::move(planned));
      } else {
        *known = std::move(planned);
      }
    }
    return operation.Report();
  }

  static void RefuseOther(Operation& operation, const std::string& name) {
    operation.diagnostics().AddError("variable-in-saved-plan", "Mismatch between input and plan variable value",
                                     "Value saved in the plan file for variable \"" + name +
                                         "\" is different from the one given to the current command.");
  }

  PlanFlags plan_;
  bool auto_approve_ = false;
  bool suppress_forget_errors_ = false;
};

class DestroyCommand final : public ApplyCommand {
 public:
  std::string name() const override { return "destroy"; }
  std::string summary() const override { return "Destroy everything that the state knows"; }
  std::string usage() const override { return "[options]"; }
  void CheckArguments(const CommandContext& context, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    ApplyCommand::CheckArguments(context, parsed, problems);
    if (plan_.refresh_only) {
      problems.AddError("wrong-arguments", "Invalid mode option",
                        "The -refresh-only option is not valid for \"rolecall destroy\".");
    } else if (plan_.destroy) {
      problems.AddError("wrong-arguments", "Invalid mode option",
                        "The -destroy option is not valid for \"rolecall destroy\", because this command always runs "
                        "in destroy mode.");
    }
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return RunSaved(context, positional.front());
    plan_.destroy = true;
    return ApplyCommand::Run(context, {});
  }

 protected:
  bool is_destroy() const override { return true; }
};

// A plan of which only what was read is kept.
class RefreshCommand final : public Command {
 public:
  std::string name() const override { return "refresh"; }
  std::string summary() const override { return "Bring the state up to date with the real world, without asking"; }
  std::string usage() const override { return "[options]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override { plan_.Declare(flags); }
  void CheckArguments(const CommandContext& context, const ParsedFlags&, diag::Diagnostics& problems) override {
    plan_.Check(context.files, problems);
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    plan_.common.is_walk = true;
    if (!plan_.LeavesOut()) plan_.common.absent = AbsentPlugins::kRefused;
    Operation operation(context, plan_.common);
    operation.HoldWarnings();
    engine::PlanOptions options = plan_.Options(operation);
    options.mode = engine::PlanMode::kNormal;
    if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypeRefresh")) {
      return operation.Finish();
    }
    const engine::Plan plan = operation.MakePlan(options);
    if (plan.walked) WarnOfNothing(operation, plan);
    operation.LetWarningsGo();
    if (!operation.Report() || plan.errored) return kExitError;
    const engine::State state = engine::RefreshedState(plan, &operation.configuration());
    const Result<void> saved = operation.keeper().SaveOrRescue(state);
    if (!saved.ok()) operation.Fail("Failed to save state", saved.error());
    if (saved.ok()) Tell(operation, state);
    return operation.Finish();
  }

 private:
  static void WarnOfNothing(Operation& operation, const engine::Plan& plan) {
    const auto is_managed = [](const auto& one) { return one.first.mode == engine::ResourceMode::kManaged; };
    if (std::ranges::any_of(plan.previous_state.resources(), is_managed)) return;
    operation.diagnostics().AddWarning(
        "empty-state", "Empty or non-existent state",
        "There are currently no remote objects tracked in the state, so there is nothing to refresh.");
  }

  static void Tell(Operation& operation, const engine::State& state) {
    for (engine::JsonProgress* lines : operation.json_lines()) lines->Outputs(state);
    if (!operation.options().json) TellOutputs(operation, state);
  }

  PlanFlags plan_;
};

}  // namespace

std::unique_ptr<Command> MakeApplyCommand() { return std::make_unique<ApplyCommand>(); }
std::unique_ptr<Command> MakeDestroyCommand() { return std::make_unique<DestroyCommand>(); }
std::unique_ptr<Command> MakeRefreshCommand() { return std::make_unique<RefreshCommand>(); }

}  // namespace rolecall::cli
