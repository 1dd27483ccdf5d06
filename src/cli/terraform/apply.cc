// `rolecall apply`, `rolecall destroy` and `rolecall refresh`.
#include <atomic>
#include <functional>
#include <mutex>

#include "cli/frame/interrupt_watch.h"
#include "cli/operation/plan_access.h"
#include "cli/operation/plan_options.h"
#include "cli/operation/saved_plan.h"
#include "cli/terraform/commands.h"
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

// What all three do once there is a plan: shows it, asks, applies, saves, tells.
class ApplyRun {
 public:
  ApplyRun(Operation& operation, const PlanFlags& flags, bool auto_approve)
      : operation_(operation), flags_(flags), auto_approve_(auto_approve) {}

  int Run(const engine::Plan& plan, bool shown_before) {
    if (!shown_before) Show(plan);
    const bool asks = !shown_before && !auto_approve_ && plan.HasChanges();
    // Who is asked sees all warnings before; else they stand behind the work, which decides the checks once more.
    if (asks || plan.errored) operation_.LetWarningsGo();
    if (!operation_.Report() || plan.errored) return kExitError;
    operation_.HoldWarnings();
    if (!asks) operation_.diagnostics().DropWarnings("check-failed");
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

  bool Approved(const engine::Plan& plan) {
    const std::string place = operation_.workspace() == engine::kDefaultWorkspace
                                  ? "?"
                                  : "\n  in workspace \"" + operation_.workspace() + "\"?";
    operation_.Print("\n");
    switch (plan.mode) {
      case engine::PlanMode::kDestroy:
        return operation_.Confirm("Do you really want to destroy all resources" + place,
                                  "  Rolecall will destroy all your managed infrastructure, as shown above.\n"
                                  "  There is no undo. Only 'yes' will be accepted to confirm.");
      case engine::PlanMode::kRefreshOnly:
        return operation_.Confirm(
            "Would you like to update the Rolecall state to reflect these detected changes" + place,
            "  Rolecall will write these changes to the state without modifying any real infrastructure.\n"
            "  There is no undo. Only 'yes' will be accepted to confirm.");
      case engine::PlanMode::kNormal: break;
    }
    return operation_.Confirm(
        "Do you want to perform these actions" + place,
        "  Rolecall will perform the actions described above.\n  Only 'yes' will be accepted to approve.");
  }

  int Execute(const engine::Plan& plan) {
    KeeperSink sink(operation_.keeper());
    engine::ApplyOptions options;
    options.parallelism = flags_.common.parallelism;
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
    if (!plan.targets.empty() || !plan.excludes.empty()) WarnOfTargets();
    operation_.LetWarningsGo();
    const Result<void> saved = operation_.keeper().SaveOrRescue(result.state);
    if (!saved.ok()) operation_.Fail("Failed to save state", saved.error());
    if (operation_.Report() && saved.ok()) Tell(plan, result);
    return operation_.Finish();
  }

  void WarnOfTargets() {
    operation_.diagnostics().AddWarning(
        "targeting", "Applied changes may be incomplete",
        "The plan was created with the -target or the -exclude option in effect, so some changes requested in the "
        "configuration may have been ignored and the output values may not be fully updated. Run the following command "
        "to verify that no other changes are pending:\n    rolecall plan\n\nNote that the -target and -exclude options "
        "are not suitable for routine use, and are provided only for exceptional situations such as recovering from "
        "errors or mistakes, or when Rolecall specifically suggests to use it as part of an error message.");
  }

  void Tell(const engine::Plan& plan, const engine::ApplyResult& result) const {
    const engine::ApplyCounts counts{result.added, result.changed, result.destroyed, result.imported, result.forgotten};
    const bool destroy = plan.mode == engine::PlanMode::kDestroy;
    for (engine::JsonProgress* lines : operation_.json_lines()) {
      lines->ApplySummary(counts, destroy);
      lines->Outputs(result.state);
    }
    if (operation_.options().json) return;
    operation_.Print(engine::ApplySummary(counts, destroy, operation_.style()));
    const std::string outputs = engine::RenderOutputs(result.state, operation_.style());
    if (!outputs.empty()) operation_.Print("\n" + operation_.style().BoldGreen("Outputs:") + "\n\n" + outputs);
  }

  Operation& operation_;
  const PlanFlags& flags_;
  const bool auto_approve_;
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
                 "Taken and without effect: objects that are forgotten are no error here");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() > 1) return FailUsage(context, *this, "too many command line arguments");
    if (!positional.empty()) return RunSaved(context, positional.front());
    if (plan_.common.json && !auto_approve_) {
      return FailUsage(context, *this, "-json needs -auto-approve or a saved plan");
    }
    plan_.common.says_empty =
        "Apply requires configuration to be present. Applying without a configuration would mark everything for "
        "destruction, which is normally not what is desired. If you would like to destroy everything, run 'rolecall "
        "destroy' instead.";
    plan_.common.may_be_empty = plan_.destroy;  // what is in the state can go without its files
    Operation operation(context, plan_.common);
    operation.HoldWarnings();
    Result<engine::PlanOptions> options = plan_.Options(operation);
    if (!options.ok()) return FailUsage(context, *this, options.error().message);
    if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypeApply")) {
      return operation.Finish();
    }
    const engine::Plan plan = operation.MakePlan(*options);
    return ApplyRun(operation, plan_, auto_approve_).Run(plan, false);
  }

 protected:
  int RunSaved(CommandContext& context, const std::string& path) {
    if (plan_.ChoosesPlan()) {
      return FailUsage(context, *this, "a saved plan already has its targets and mode; give none of them");
    }
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
    const Result<void> fresh = engine::CheckNotStale(*saved, operation.keeper().state(), ConfigurationHash(operation));
    if (!fresh.ok()) {
      operation.Fail("Saved plan is stale", fresh.error());
      return operation.Finish();
    }
    if (!TakeEphemeralVariables(operation, saved->plan)) return operation.Finish();
    return ApplyRun(operation, plan_, true).Run(saved->plan, true);
  }

  // A saved plan has all its variables but the ephemeral ones: those are given again, and no others.
  static bool TakeEphemeralVariables(Operation& operation, engine::Plan& plan) {
    const auto& declared = operation.configuration().root->variables;
    for (const auto& [name, given] : operation.variables()) {
      const auto variable = declared.find(name);
      if (variable != declared.end() && variable->second.ephemeral) {
        engine::PlannedVariable planned;
        planned.name = name;
        planned.value = given.value;
        planned.given = planned.ephemeral = true;
        plan.variables.push_back(std::move(planned));
      } else if (given.source == "-var") {
        operation.diagnostics().AddError(
            "variable-in-saved-plan", "Can't set variables when applying a saved plan",
            "The saved plan has the value of the variable \"" + name +
                "\" already. Only ephemeral variables are given again when it is applied.");
      }
    }
    return operation.Report();
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
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    plan_.destroy = true;
    return ApplyCommand::Run(context, {});
  }
};

class RefreshCommand final : public ApplyCommand {
 public:
  std::string name() const override { return "refresh"; }
  std::string summary() const override { return "Bring the state up to date with the real world, without asking"; }
  std::string usage() const override { return "[options]"; }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    plan_.refresh_only = true;
    auto_approve_ = true;
    return ApplyCommand::Run(context, {});
  }
};

}  // namespace

std::unique_ptr<Command> MakeApplyCommand() { return std::make_unique<ApplyCommand>(); }
std::unique_ptr<Command> MakeDestroyCommand() { return std::make_unique<DestroyCommand>(); }
std::unique_ptr<Command> MakeRefreshCommand() { return std::make_unique<RefreshCommand>(); }

}  // namespace rolecall::cli
