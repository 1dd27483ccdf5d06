// `rolecall import` and `rolecall providers`.
#include <set>

#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "engine/plan_json/schemas_json.h"

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
      operation_.Print(operation_.style().Green("  Prepared " + event.address.type + " for import") + "\n");
    }
    if (what == engine::Progress::kRefreshStarted || what == engine::Progress::kReadStarted ||
        what == engine::Progress::kReadComplete)
      operation_.progress().Tell(what, event);
  }

 private:
  void Say(const std::string& text) {
    operation_.Print(operation_.style().Bold(operation_.style().Green(text)) + "\n");
  }
  Operation& operation_;
  std::optional<engine::ResourceAddress> imported_;
};

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
    flags.Number("parallelism", "N", &options_.parallelism, "How many operations at the same time [10]");
    flags.Text("config", "DIR", &config_, "Another directory with the configuration: refused, use -chdir");
    flags.Switch("ignore-remote-version", &ignored_, "Taken and without effect: there is no remote service");
    options_.DeclareStatePaths(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 2) {
      return FailUsage(context, *this, "the import command expects two arguments: ADDRESS and ID");
    }
    const Result<engine::ResourceAddress> address = engine::ParseResourceAddress(positional[0]);
    if (!address.ok()) return FailUsage(context, *this, address.error().message);
    if (!config_.empty() && config_ != ".") return FailUsage(context, *this, "-config is not here: use -chdir");
    Operation operation(context, options_);
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
    operation.Print("\n" + operation.style().BoldGreen("Import successful!") +
                    "\n\nThe resources that were imported are shown above. These resources are now in\nyour Rolecall "
                    "state and will "
                    "henceforth be managed by Rolecall.\n");
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  std::string config_;
  bool ignored_ = false;
};

class ProvidersCommand final : public Command {
 public:
  std::string name() const override { return "providers"; }
  std::string summary() const override { return "Show which providers the configuration needs"; }
  std::string usage() const override { return ""; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override { options_.DeclareOutput(flags); }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    Operation operation(context, options_);
    if (!operation.Load()) return operation.Finish();
    operation.Print("\nProviders required by configuration:\n.\n");
    PrintModule(operation, *operation.configuration().root, "");
    operation.Print("\n");
    return operation.Finish();
  }

 private:
  static void PrintModule(Operation& operation, const engine::Module& module, const std::string& margin) {
    std::vector<std::string> lines;
    for (const std::string& name : LocalNames(module)) {
      const engine::ProviderRequirement requirement = module.Requirement(name);
      lines.push_back("provider[" + requirement.host + "/" + requirement.source + "]" +
                      (requirement.constraint.empty() ? "" : " " + requirement.constraint));
    }
    const std::size_t total = lines.size() + module.children.size();
    std::size_t number = 0;
    for (const std::string& line : lines) operation.Print(margin + (++number == total ? "└── " : "├── ") + line + "\n");
    for (const auto& [name, child] : module.children) {
      const bool last = ++number == total;
      operation.Print(margin + (last ? "└── " : "├── ") + "module." + name + "\n");
      PrintModule(operation, *child, margin + (last ? "    " : "│   "));
    }
  }

  static std::set<std::string> LocalNames(const engine::Module& module) {
    std::set<std::string> names;
    for (const auto& [name, requirement] : module.requirements) names.insert(name);
    for (const auto& [reference, block] : module.providers) names.insert(reference.local_name);
    for (const auto& [address, resource] : module.resources) names.insert(resource.provider.local_name);
    return names;
  }

  OperationOptions options_;
};

class ProvidersSchemaCommand final : public Command {
 public:
  std::string name() const override { return "providers schema"; }
  std::string summary() const override { return "Print the schemas of the providers that the configuration uses"; }
  std::string usage() const override { return "-json"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    flags.Switch("json", &json_, "Print JSON; it is needed");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!json_ || !positional.empty()) return FailUsage(context, *this, "the -json flag is needed, and nothing else");
    Operation operation(context, options_);
    if (!operation.Load()) return operation.Finish();
    operation.Print(engine::SchemasToJson(operation.configuration(), operation.engine().schemas()) + "\n");
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeProvidersSchemaCommand() { return std::make_unique<ProvidersSchemaCommand>(); }
std::unique_ptr<Command> MakeImportCommand() { return std::make_unique<ImportCommand>(); }
std::unique_ptr<Command> MakeProvidersCommand() { return std::make_unique<ProvidersCommand>(); }

}  // namespace rolecall::cli
