// `rolecall get`: the modules of a directory, without anything else that init does.
#include "cli/operation/module_installation.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/test_modules.h"
#include "engine/testing/load_tests.h"

namespace rolecall::cli {
namespace {

class GetCommand final : public Command {
 public:
  std::string name() const override { return "get"; }
  std::string summary() const override { return "Install the modules that the configuration calls"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Modules from git, archives and registries come to .terraform/modules; local ones are read where they lie.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    flags.Switch("update", &update_, "Get modules again that are installed already");
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
    flags.Text("test-directory", "DIR", &test_directory_,
               "Where further test files are, whose modules are gotten [tests]");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    options_.may_be_empty = true;
    Operation operation(context, options_);
    ModuleInstallation installation(operation, update_);
    const bool loaded = operation.Load();
    if (loaded) operation.CheckVariableFiles();
    if (loaded) FetchTestModules(operation, test_directory_);
    if (loaded && operation.Report()) installation.Finish();
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool update_ = false;
  std::string test_directory_ = engine::kDefaultTestDirectory;
};

}  // namespace

std::unique_ptr<Command> MakeGetCommand() { return std::make_unique<GetCommand>(); }

}  // namespace rolecall::cli
