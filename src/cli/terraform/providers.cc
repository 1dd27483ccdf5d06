// `rolecall providers`, `providers schema`, `providers lock`, `providers mirror`.
#include <set>

#include "cli/operation/operation.h"
#include "cli/operation/plugin_installation.h"
#include "cli/terraform/commands.h"
#include "engine/config/version_constraint.h"
#include "engine/plan_json/schemas_json.h"

namespace rolecall::cli {
namespace {

class ProvidersCommand final : public Command {
 public:
  std::string name() const override { return "providers"; }
  std::string summary() const override { return "Show which providers the configuration needs"; }
  std::string usage() const override { return ""; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    Operation operation(context, options_);
    if (!operation.Load() || !operation.CollectVariables(false) || !operation.OpenState("")) return operation.Finish();
    operation.Print("\nProviders required by configuration:\n.\n");
    PrintModule(operation, *operation.configuration().root, "");
    operation.Print("\n");
    PrintState(operation, operation.keeper().state());
    return operation.Finish();
  }

 private:
  // `provider["HOST/NAMESPACE/TYPE"].alias` of the state as `provider[HOST/NAMESPACE/TYPE]`.
  static void PrintState(Operation& operation, const engine::State& state) {
    std::set<std::string> providers;
    for (const auto& [key, resource] : state.resources()) {
      const std::size_t open = resource.provider.find("[\"");
      const std::size_t close = open == std::string::npos ? open : resource.provider.find("\"]", open);
      if (close != std::string::npos) providers.insert(resource.provider.substr(open + 2, close - open - 2));
    }
    if (providers.empty()) return;
    operation.Print("Providers required by state:\n\n");
    for (const std::string& provider : providers) operation.Print("    provider[" + provider + "]\n\n");
  }

  static void PrintModule(Operation& operation, const engine::Module& module, const std::string& margin) {
    std::vector<std::string> lines;
    for (const std::string& name : LocalNames(module)) {
      const engine::ProviderRequirement requirement = module.Requirement(name);
      lines.push_back(
          "provider[" + requirement.host + "/" + requirement.source + "]" +
          (requirement.constraint.empty() ? "" : " " + engine::NormalisedConstraint(requirement.constraint)));
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
    for (const engine::ImportBlock& block : module.imports) names.insert(block.provider.local_name);
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

  void CheckArguments(const CommandContext&, const ParsedFlags&, diag::Diagnostics& problems) override {
    if (json_) return;
    problems.AddError("wrong-arguments", "Output only in json is allowed",
                      "The `rolecall providers schema` command requires the `-json` flag.");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    options_.quiet_load = true;
    options_.is_walk = true;
    options_.absent = AbsentPlugins::kRefused;
    Operation operation(context, options_);
    if (!operation.Load()) return operation.Finish();
    operation.Print(engine::SchemasToJson(operation.configuration(), operation.engine().schemas()) + "\n");
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool json_ = false;
};

class ProvidersLockCommand final : public Command {
 public:
  std::string name() const override { return "providers lock"; }
  std::string summary() const override { return "Write the checksums of the providers into the lock file"; }
  std::string usage() const override { return "[options] [PROVIDER…]"; }
  std::string details() const override {
    return "The providers' own registries are asked, whatever the CLI configuration says of mirrors, for the packages "
           "of all\nplatforms that are named. Without PROVIDER all that the configuration names are locked, also those "
           "that Rolecall\nhas inside.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    flags.List("platform", "OS_ARCH", &lock_.platforms, "A platform to lock for; may be given several times");
    flags.Text("fs-mirror", "DIR", &lock_.filesystem_mirror, "Ask this filesystem mirror instead of the registries");
    flags.Text("net-mirror", "URL", &lock_.network_mirror, "Ask this network mirror instead of the registries");
  }

  void CheckArguments(const CommandContext& context, const ParsedFlags&, diag::Diagnostics& problems) override {
    options_.CheckView(context.files, problems);
    if (lock_.filesystem_mirror.empty() || lock_.network_mirror.empty()) return;
    problems.AddError("wrong-arguments", "Invalid installation method options",
                      "The -fs-mirror and -net-mirror command line options are mutually-exclusive.");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    lock_.sources = positional;
    Operation operation(context, options_);
    operation.LeavePlugins();
    if (operation.Load()) LockPlugins(operation, lock_);
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  PluginLockFlags lock_;
};

class ProvidersMirrorCommand final : public Command {
 public:
  std::string name() const override { return "providers mirror"; }
  std::string summary() const override { return "Keep the packages of the providers in a folder"; }
  std::string usage() const override { return "[options] DIR"; }
  std::string details() const override {
    return "DIR is then a filesystem mirror; behind a web server it is a network mirror too.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    flags.List("platform", "OS_ARCH", &platforms_, "A platform to mirror; may be given several times");
  }

  void CheckArguments(const CommandContext& context, const ParsedFlags&, diag::Diagnostics& problems) override {
    options_.CheckView(context.files, problems);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    Operation operation(context, options_);
    operation.LeavePlugins();
    if (operation.Load()) MirrorPlugins(operation, positional[0], platforms_);
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  std::vector<std::string> platforms_;
};

}  // namespace

std::unique_ptr<Command> MakeProvidersCommand() { return std::make_unique<ProvidersCommand>(); }
std::unique_ptr<Command> MakeProvidersSchemaCommand() { return std::make_unique<ProvidersSchemaCommand>(); }
std::unique_ptr<Command> MakeProvidersLockCommand() { return std::make_unique<ProvidersLockCommand>(); }
std::unique_ptr<Command> MakeProvidersMirrorCommand() { return std::make_unique<ProvidersMirrorCommand>(); }

}  // namespace rolecall::cli
