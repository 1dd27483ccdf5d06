// `rolecall adopt`: what becomes of a directory that OpenTofu or Terraform has worked on.
#include "cli/terraform/adoption.h"
#include "cli/terraform/commands.h"
#include "engine/plan/options.h"

namespace rolecall::cli {
namespace {

class AdoptCommand final : public Command {
 public:
  std::string name() const override { return "adopt"; }
  std::string summary() const override { return "Say what becomes of a directory of OpenTofu or Terraform here"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Reads the directory with its .terraform, lock file and state, and makes a plan: which types are built in, "
           "which are\nserved by the providers' own programs, what is not possible, and what a plan would change. "
           "Nothing is written, and\nno lock is taken. Exit code 0: a plan has no changes; 2: it has, or none was "
           "made; "
           "1: something is in the way.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  bool warns_on_out() const override { return false; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("no-plan", &no_plan_, "Only look at files and state; make no plan");
    flags.Switch("no-refresh", &no_refresh_, "Plan from the state alone; the real world is not asked");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    options_.lock = false;
    options_.input = false;
    Operation operation(context, options_);
    Adoption adoption;
    Examine(operation, adoption);
    operation.Print(json_ ? AdoptionJson(adoption) : AdoptionText(adoption, operation.style()));
    if (!adoption.IsPossible()) return kExitError;
    return adoption.is_planned && !adoption.HasChanges() ? kExitOk : kExitDifferent;
  }

 private:
  void Examine(Operation& operation, Adoption& adoption) {
    const FileSystem& files = operation.context().files;
    adoption.was_initialised = files.IsDirectory(operation.data_directory());
    adoption.has_lock_file = files.Exists(".terraform.lock.hcl");
    adoption.not_planned_because = no_plan_ ? "-no-plan was given" : "something is in the way";
    const bool is_loaded = operation.Load();
    adoption.workspace = operation.workspace();
    if (!is_loaded) return adoption.problems.push_back("the configuration has errors");
    if (!operation.CollectVariables(false)) return adoption.problems.push_back("a variable's value is wrong");
    OpenState(operation, adoption);
    CountTypes(operation, adoption);
    if (no_plan_ || !adoption.IsPossible()) return;
    if (const std::string missing = Missing(operation, adoption); !missing.empty()) {
      adoption.not_planned_because = missing;
      return;
    }
    MakePlan(operation, adoption);
  }

  // What is said of errors has been printed.
  static void OpenState(Operation& operation, Adoption& adoption) {
    const auto& block = operation.configuration().root->backend;
    if (block) adoption.backend = block->type;
    if (!operation.ReadEncryption()) return adoption.problems.push_back("the encryption cannot be set up");
    adoption.seals_states = operation.backend_context().codec != nullptr;
    adoption.seals_plans = operation.plan_codec() != nullptr;
    if (!operation.OpenState("")) return adoption.problems.push_back("the state cannot be read");
    adoption.has_state = operation.keeper().exists();
    const engine::State state = operation.keeper().state();
    adoption.written_by = state.terraform_version;
    adoption.serial = state.serial;
  }

  // Why there cannot be a plan yet; empty: there can.
  static std::string Missing(Operation& operation, const Adoption& adoption) {
    for (const AdoptedType& type : adoption.types) {
      if (type.served == ServedBy::kNotYet) {
        return "\"rolecall init\" has to install " + type.provider + " first";
      }
    }
    const auto variables = engine::MissingVariables(operation.configuration(), operation.variables());
    return variables.empty() ? "" : "the variable \"" + *variables.begin() + "\" has no value: give it with -var";
  }

  void MakePlan(Operation& operation, Adoption& adoption) const {
    engine::PlanOptions options;
    options.refresh = !no_refresh_;
    options.parallelism = operation.options().parallelism;
    const engine::Plan plan = operation.MakePlan(options);
    if (operation.Report() && !plan.errored) return AddPlan(plan, adoption);
    adoption.not_planned_because = "it failed";
    adoption.problems.push_back("the plan failed");
  }

  OperationOptions options_;
  bool json_ = false, no_plan_ = false, no_refresh_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeAdoptCommand() { return std::make_unique<AdoptCommand>(); }

}  // namespace rolecall::cli
