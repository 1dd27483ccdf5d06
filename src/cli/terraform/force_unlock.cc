// `rolecall force-unlock`: takes away a lock that its holder left.
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"

namespace rolecall::cli {
namespace {

class ForceUnlockCommand final : public Command {
 public:
  std::string name() const override { return "force-unlock"; }
  std::string summary() const override { return "Take away a lock that nobody holds any more"; }
  std::string usage() const override { return "[-force] LOCK_ID"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    flags.Switch("force", &force_, "Do not ask");
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    options_.quiet_load = true;
    Operation operation(context, options_);
    if (!operation.LoadForBackend() || !operation.CollectVariables(false) || !operation.OpenBackend()) {
      return operation.Finish();
    }
    if (!force_ && !operation.backend().is_remote()) {
      operation.Fail("State locked by another local process",
                     {ErrorCode::kConflict, "Local state cannot be unlocked by another process."});
      return operation.Finish();
    }
    if (!force_ && !operation.Confirm("Do you really want to force-unlock?",
                                      "  Rolecall will remove the lock on the remote state.\n"
                                      "  This will allow local Rolecall commands to modify this state, even though it\n"
                                      "  may still be in use. Only 'yes' will be accepted to confirm.")) {
      operation.Say("force-unlock cancelled.\n", "force-unlock cancelled");
      return kExitError;
    }
    const Result<void> unlocked = operation.backend().Unlock(operation.workspace(), positional.front());
    if (!unlocked.ok()) {
      operation.Fail("Failed to unlock state: " + unlocked.error().message, {unlocked.error().code, ""});
      return operation.Finish();
    }
    operation.Say(operation.style().BoldGreen("Rolecall state has been successfully unlocked!") + "\n",
                  "The state has been unlocked, and Rolecall commands should now be able to obtain a new lock on the "
                  "remote state.");
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeForceUnlockCommand() { return std::make_unique<ForceUnlockCommand>(); }

}  // namespace rolecall::cli
