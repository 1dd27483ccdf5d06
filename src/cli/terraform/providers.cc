// `rolecall providers`, `providers schema`, `providers lock`, `providers mirror`.
#include <algorithm>
#include <set>
#include <string_view>

#include "cli/operation/operation.h"
#include "cli/operation/plugin_installation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/test_modules.h"
#include "engine/config/version_constraint.h"
#include "engine/plan_json/schemas_json.h"
#include "engine/testing/load_tests.h"

namespace rolecall::cli {
namespace {

constexpr std::string_view kTestEnding = ".tftest.hcl";

class ProvidersCommand final : public Command {
 public:
  std::string name() const override { return "providers"; }
  std::string summary() const override { return "Show which providers the configuration needs"; }
  std::string usage() const override { return ""; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    flags.Text("test-directory", "DIR", &test_directory_, "Where further test files are [tests]");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    Operation operation(context, options_);
    if (!operation.Load() || !operation.CollectVariables(false)) return operation.Finish();
    const std::vector<engine::TestFile> tests = ReadTestFiles(operation, test_directory_);
    const TestConfigurations of_runs = CheckProvidersOfTests(operation, tests);
    if (!operation.Report() || !operation.OpenState("")) return operation.Finish();
    Node root = Tree(*operation.configuration().root, "");
    for (const engine::TestFile& file : tests) root.tests.push_back(Tree(file, of_runs));
    operation.Print("\nProviders required by configuration:\n.\n");
    PrintNode(operation, root, "");
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

  // A module, a test file or a run of it.
  struct Node {
    std::string name;
    std::vector<std::string> providers;
    std::vector<Node> tests, children;
  };

  static Node Tree(const engine::Module& module, const std::string& name) {
    Node node{name, {}, {}, {}};
    for (const std::string& local : LocalNames(module)) node.providers.push_back(ProviderText(module, local));
    for (const auto& [call, child] : module.children) node.children.push_back(Tree(*child, "module." + call));
    return node;
  }

  static Node Tree(const engine::TestFile& file, const TestConfigurations& of_runs) {
    std::string name = file.name;
    if (name.ends_with(kTestEnding)) name.resize(name.size() - kTestEnding.size());
    std::replace(name.begin(), name.end(), '/', '.');
    Node node{"test." + name, {}, {}, {}};
    std::set<std::string> names;
    for (const auto& [reference, block] : file.blocks->providers) names.insert(reference.local_name);
    for (const std::string& local : names) node.providers.push_back(ProviderText(*file.blocks, local));
    for (const engine::TestRun& run : file.runs) {
      const auto found = of_runs.find(&run);
      if (found == of_runs.end() || found->second == nullptr) continue;
      node.children.push_back(Tree(*found->second->root, "run." + run.name));
    }
    return node;
  }

  // `provider[HOST/NAMESPACE/TYPE] CONSTRAINT`
  static std::string ProviderText(const engine::Module& module, const std::string& local_name) {
    const engine::ProviderRequirement requirement = module.Requirement(local_name);
    return "provider[" + requirement.host + "/" + requirement.source + "]" +
           (requirement.constraint.empty() ? "" : " " + engine::NormalisedConstraint(requirement.constraint));
  }

  static void PrintNode(Operation& operation, const Node& node, const std::string& margin) {
    const std::size_t total = node.providers.size() + node.tests.size() + node.children.size();
    std::size_t number = 0;
    for (const std::string& provider : node.providers) {
      operation.Print(margin + (++number == total ? "└── " : "├── ") + provider + "\n");
    }
    for (const std::vector<Node>* below : {&node.tests, &node.children}) {
      for (const Node& child : *below) {
        const bool is_last = ++number == total;
        operation.Print(margin + (is_last ? "└── " : "├── ") + child.name + "\n");
        PrintNode(operation, child, margin + (is_last ? "    " : "│   "));
      }
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
  std::string test_directory_ = engine::kDefaultTestDirectory;
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

  void CheckArguments(const CommandContext&, const ParsedFlags&, diag::Diagnostics& problems) override {
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
