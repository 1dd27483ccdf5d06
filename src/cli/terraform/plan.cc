// `rolecall plan`.
#include "cli/frame/file_error.h"
#include "cli/operation/generate_config.h"
#include "cli/operation/plan_access.h"
#include "cli/operation/plan_contracts.h"
#include "cli/operation/plan_lint.h"
#include "cli/operation/plan_options.h"
#include "cli/operation/saved_plan.h"
#include "cli/terraform/commands.h"
#include "engine/render/render_plan.h"

namespace rolecall::cli {
namespace {

class PlanCommand final : public Command {
 public:
  std::string name() const override { return "plan"; }
  std::string summary() const override { return "Show what an apply would do"; }
  std::string usage() const override { return "[options]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    plan_.Declare(flags);
    flags.Text("out", "FILE", &out_, "Save the plan, for `rolecall apply FILE`. The file holds secrets");
    flags.Text("generate-config-out", "FILE", &generate_,
               "Write blocks for what import blocks name and nobody has written, to a new .tf file here");
    lint_.Declare(flags);
    flags.Switch("detailed-exitcode", &detailed_, "Exit with 2 if there are changes");
  }

  void CheckArguments(const CommandContext& context, const ParsedFlags&, diag::Diagnostics& problems) override {
    plan_.Check(context.files, problems);
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    plan_.common.says_empty =
        "Plan requires configuration to be present. Planning without a configuration would mark everything for "
        "destruction, which is normally not what is desired. If you would like to destroy everything, run plan with "
        "the -destroy option. Otherwise, create a configuration file (.tf file) and try again.";
    plan_.common.is_walk = true;
    if (!plan_.LeavesOut()) plan_.common.absent = AbsentPlugins::kRefused;
    plan_.common.may_be_empty = plan_.destroy;  // what is in the state can go without its files
    Operation operation(context, plan_.common);
    const engine::PlanOptions options = plan_.Options(operation);
    if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypePlan")) {
      return operation.Finish();
    }
    if (!generate_.empty() && !GenerateConfig(operation, options, generate_)) return operation.Finish();
    const engine::Plan plan = operation.MakePlan(options);
    Show(operation, plan);
    const bool is_good = operation.Report() && !plan.errored;
    // A plan that failed half way is saved too: `show` shows it, and nothing applies it.
    const bool is_shown = is_good || (plan.errored && plan.walked);
    if (is_good && (!lint_.Judge(operation, plan) || !JudgeContracts(operation, plan))) return kExitError;
    if (!out_.empty() && is_shown) {
      const Result<void> written = SavePlan(operation, plan, out_);
      if (!written.ok()) {
        operation.Fail(
            "Failed to write plan file",
            {written.error().code, "The plan file could not be written: " + FileError(written.error()) + "."});
        return operation.Finish();
      }
    }
    if (!is_good) return kExitError;
    if (!plan_.common.json && plan.HasChanges()) operation.Print(engine::RenderPlanFooter(out_, operation.style()));
    return detailed_ && plan.HasChanges() ? kExitDifferent : operation.Finish();
  }

 private:
  void Show(Operation& operation, const engine::Plan& plan) const {
    for (engine::JsonProgress* lines : operation.json_lines()) lines->PlanChanges(plan);
    if (!plan_.common.json && (!plan.errored || plan.walked)) {
      operation.Print(engine::RenderPlan(plan, operation.engine().schemas(), operation.style()));
    }
    ShowAccess(operation, plan);
  }

  PlanFlags plan_;
  PlanLint lint_;
  std::string out_;
  std::string generate_;
  bool detailed_ = false;
};

}  // namespace

std::unique_ptr<Command> MakePlanCommand() { return std::make_unique<PlanCommand>(); }

}  // namespace rolecall::cli
