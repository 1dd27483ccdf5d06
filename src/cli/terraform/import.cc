// `rolecall import`: an object that is there already, into the state.

#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"

namespace rolecall::cli {
namespace {

// What this command says while it works; a plan with an import block has other words.
class ImportProgress final : public engine::UiHook {
 public:
  explicit ImportProgress(Operation& operation) : operation_(operation) {}
  void Tell(engine::Progress what, const engine::ResourceEvent& event) override {
    if (what == engine::Progress::kImportPreparing) {
      Say(event.address.Text() + ": Importing from ID \"" + event.id + "\"...");
      imported_ = event.address;
      return;
    }
    if (what == engine::Progress::kRefreshStarted && event.address == imported_) {
      Say(event.address.Text() + ": Import prepared!");
      operation_.Say(operation_.style().Green("  Prepared " + event.address.type + " for import") + "\n", "");
    }
    if (what == engine::Progress::kRefreshStarted || what == engine::Progress::kRefreshComplete ||
        what == engine::Progress::kReadStarted || what == engine::Progress::kReadComplete ||
        event.ephemeral != engine::EphemeralAction::kNone) {
      operation_.progress().Tell(what, event);
    }
  }

 private:
  void Say(const std::string& text) {
    operation_.Say(operation_.style().Bold(operation_.style().Green(text)) + "\n", "");
  }
  Operation& operation_;
  std::optional<engine::ResourceAddress> imported_;
};

// The address's text is its own source.
void TellBadAddress(Operation& operation, const std::string& address, const std::string& why) {
  const std::string name = "<import-address>";
  diag::SourceMap sources;
  sources.Add(name, address);
  operation.AddSources(sources);
  operation.diagnostics().AddError("wrong-address", engine::AddressSummary(why), why,
                                   {.file = std::make_shared<const std::string>(name), .start = {}, .end = {}});
  operation.Report();
  operation.Say("For information on valid syntax, see:\nhttps://opentofu.org/docs/cli/state/resource-addressing/\n");
}

const char* WhatIs(engine::ResourceMode mode) {
  return mode == engine::ResourceMode::kEphemeral ? "an ephemeral resource" : "a data resource";
}

class ImportCommand final : public Command {
 public:
  std::string name() const override { return "import"; }
  std::string summary() const override { return "Bring an existing object under an address of the configuration"; }
  std::string usage() const override { return "[options] ADDRESS ID"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareState(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    flags.Number("parallelism", "N", &options_.parallelism, "How many operations at the same time [10]");
    flags.Text("config", "DIR", &config_, "Another directory with the configuration: refused, use -chdir");
    flags.Switch("ignore-remote-version", &ignored_, "Taken and without effect: there is no remote service");
    options_.DeclareStatePaths(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!config_.empty() && config_ != ".") return FailUsage(context, *this, "-config is not here: use -chdir");
    options_.absent = AbsentPlugins::kRefused;
    Operation operation(context, options_);
    if (!operation.OpenView()) return operation.Finish();
    const Result<engine::ResourceAddress> address = engine::ParseResourceAddress(positional[0]);
    if (!address.ok()) {
      TellBadAddress(operation, positional[0], address.error().message);
      return operation.Finish();
    }
    if (address->mode != engine::ResourceMode::kManaged) {
      operation.Fail("Invalid target resource address",
                     {ErrorCode::kInvalidArgument, "A managed resource address is required. Importing into " +
                                                       std::string(WhatIs(address->mode)) + " is not allowed."});
      return operation.Finish();
    }
    if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypeImport")) {
      return operation.Finish();
    }
    engine::PlanOptions options;
    options.parallelism = options_.parallelism;
    ImportProgress progress(operation);
    options.hook = &progress;
    options.interrupt = &context.interrupt;
    engine::State state =
        operation.engine().Import(operation.configuration(), operation.variables(), operation.keeper().state(),
                                  *address, positional[1], options, operation.diagnostics());
    if (!operation.Report()) return operation.Finish();
    if (Result<void> saved = operation.keeper().SaveOrRescue(state); !saved.ok()) {
      operation.Fail("Failed to save state", saved.error());
      return operation.Finish();
    }
    operation.Say("\n" + operation.style().BoldGreen("Import successful!") +
                      "\n\nThe resources that were imported are shown above. These resources are now in\nyour Rolecall "
                      "state and will henceforth be managed by Rolecall.\n",
                  "Import successful! The resources that were imported are shown above. These resources are now in "
                  "your Rolecall state and will henceforth be managed by Rolecall");
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  std::string config_;
  bool ignored_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeImportCommand() { return std::make_unique<ImportCommand>(); }

}  // namespace rolecall::cli
