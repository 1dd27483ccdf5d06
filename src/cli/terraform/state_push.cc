// `rolecall state push`: a state file in place of the stored state.
#include <istream>
#include <iterator>

#include "cli/frame/file_error.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

class PushCommand final : public Command {
 public:
  std::string name() const override { return "state push"; }
  std::string summary() const override { return "Store a state file"; }
  std::string usage() const override { return "[options] FILE"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    options_.DeclareState(flags);
    flags.Switch("force", &force_, "Also over another lineage or a newer serial");
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    options_.quiet_load = true;
    Operation operation(context, options_);
    if (!operation.LoadForBackend() || !operation.CollectVariables(false) ||
        !operation.OpenState("OperationTypeState")) {
      return operation.Finish();
    }
    Result<std::string> bytes = std::string();
    if (positional.front() == "-") {
      bytes = std::string((std::istreambuf_iterator<char>(context.in)), std::istreambuf_iterator<char>());
    } else {
      bytes = context.files.Read(positional.front(), engine::kMaxStateBytes);
    }
    Result<engine::State> incoming =
        bytes.ok() ? operation.ReadStateBytes(*bytes) : Result<engine::State>(bytes.error());
    if (!bytes.ok()) {
      operation.Fail("Failed to open the given state file", {bytes.error().code, FileError(bytes.error())});
      return operation.Finish();
    }
    const Result<void> pushed =
        incoming.ok() ? operation.keeper().Push(*std::move(incoming), force_) : Result<void>(incoming.error());
    if (!pushed.ok()) operation.Fail("Failed to write the imported state", pushed.error());
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeStatePushCommand() { return std::make_unique<PushCommand>(); }

}  // namespace rolecall::cli
