// `rolecall init`: gets the modules that the configuration calls and the plugins that its types need, and records the
// backend where that is needed.
#include <optional>

#include "cli/operation/migrate.h"
#include "cli/operation/module_installation.h"
#include "cli/operation/operation.h"
#include "cli/operation/plugin_installation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/test_modules.h"
#include "engine/state/state_file.h"
#include "engine/testing/load_tests.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::cli {
namespace {

class InitCommand final : public Command {
 public:
  std::string name() const override { return "init"; }
  std::string summary() const override { return "Prepare a directory: its backend and modules"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Types that Rolecall has inside need no plugins. For others the provider's plugin is installed from its "
           "registry,\nfrom the mirrors of the CLI configuration, or from -plugin-dir. A directory of built-in types "
           "whose modules are\nlocal and whose backend block is complete works without init; after -backend-config or "
           "a changed block it is needed.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareState(flags);
    options_.DeclareOutput(flags);
    flags.Switch("backend", &backend_, "Prepare the backend [true]");
    flags.List("backend-config", "FILE or KEY=VALUE", &backend_config_, "Arguments that complete the backend block");
    flags.Switch("reconfigure", &reconfigure_, "Forget the backend that was used before");
    flags.Switch("migrate-state", &migrate_, "Copy existing states to the new backend, after asking");
    flags.Switch("force-copy", &force_copy_, "The same without asking");
    flags.Switch("get", &get_, "Get the modules that the configuration calls [true]");
    flags.Switch("upgrade", &upgrade_,
                 "Get modules and providers again that are installed already: the newest that will do");
    flags.Text("lockfile", "MODE", &plugins_.lockfile, "readonly: fail if the lock file would have to change");
    flags.List("plugin-dir", "DIR", &plugins_.folders, "A folder of provider packages; no other is looked into");
    flags.Text("test-directory", "DIR", &test_directory_,
               "Where further test files are, whose modules are gotten [tests]");
    flags.Text("from-module", "SOURCE", &from_module_,
               "Copy a module's files into this folder first; it must have none");
    flags.Switch("json", &options_.json, "Lines of JSON instead of text; nothing is asked");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    migrate_ = migrate_ || force_copy_;
    if (migrate_ && reconfigure_) {
      return FailUsage(context, *this, "the -migrate-state and -reconfigure options are mutually-exclusive");
    }
    options_.may_be_empty = true;
    options_.tells_lines = options_.json;
    Operation operation(context, options_);
    operation.LeavePlugins();
    operation.Print("\n");
    std::optional<ModuleInstallation> installation;
    if (get_ || !from_module_.empty()) installation.emplace(operation, upgrade_);
    if (!from_module_.empty() && !CopyModule(operation, *installation)) return operation.Finish();
    if (!get_) installation.reset();
    if (!operation.Load()) return operation.Finish();
    if (installation) FetchTestModules(operation, test_directory_);
    if (!operation.Report() || (installation && !installation->Finish())) return operation.Finish();
    installation.reset();
    if (operation.configuration().IsEmpty()) return Empty(operation);
    operation.Print(operation.style().Bold("Initializing the backend...") + "\n");
    if (!operation.CollectVariables(false)) return operation.Finish();
    if (backend_ && !PrepareBackend(operation)) return operation.Finish();
    plugins_.upgrade = upgrade_;
    if (!InstallPlugins(operation, plugins_, state_ ? &*state_ : nullptr)) return operation.Finish();
    operation.Print("\n" + operation.style().BoldGreen("Rolecall has been successfully initialized!") + "\n");
    if (!operation.style().in_automation) {
      operation.Print(
          "\nYou may now begin working with Rolecall. Try running \"rolecall plan\" to see\nany changes that are "
          "required for your infrastructure.\n");
    }
    return operation.Finish();
  }

 private:
  static int Empty(Operation& operation) {
    operation.Print(operation.style().BoldGreen("Rolecall initialized in an empty directory!") +
                    "\n\nThe directory has no configuration files. You may begin working with Rolecall\nimmediately by "
                    "creating configuration files.\n");
    return operation.Finish();
  }

  bool CopyModule(Operation& operation, ModuleInstallation& installation) {
    if (!operation.LoadForBackend()) return false;
    if (!operation.configuration().IsEmpty()) {
      operation.diagnostics().AddError(
          "not-empty", "Can't copy into non-empty directory",
          "The working directory already contains files. The -from-module option requires an empty directory into "
          "which a copy of the referenced module will be placed.\n\nTo initialize the configuration already in this "
          "working directory, omit the -from-module option.");
      return operation.Report();
    }
    operation.Print(operation.style().Bold("Copying configuration") + " from \"" + from_module_ + "\"...\n");
    const Result<void> copied = installation.CopyHere(from_module_);
    return copied.ok() || operation.Fail("Failed to copy the module", copied.error());
  }

  bool PrepareBackend(Operation& operation) {
    CommandContext& context = operation.context();
    if (!operation.ReadBackendBlock()) return false;
    value::Value overrides = value::Value::Object({});
    if (!ReadOverrides(operation, overrides)) return false;
    engine::BackendConfig merged = operation.backend_block().value_or(engine::BackendConfig{});
    merged.arguments = engine::MergeBackendArguments(merged.arguments, overrides);
    if (!operation.backend_block() && !overrides.members().empty()) {
      return operation.Fail(
          "Missing backend configuration",
          {ErrorCode::kInvalidArgument, "-backend-config was used without a \"backend\" block in the configuration."});
    }
    Result<std::optional<engine::BackendCache>> cache =
        engine::ReadBackendCache(context.files, operation.data_directory());
    if (!cache.ok() && !reconfigure_) return operation.Fail("Cannot read the backend's record", cache.error());
    // A backend that was completed by -backend-config stays complete as long as its block does not change.
    const bool goes_on =
        !reconfigure_ && overrides.members().empty() && cache.ok() && *cache && operation.backend_block();
    if (goes_on && (*cache)->type == merged.type) {
      const engine::BackendChoice before = engine::ChooseBackend(operation.backend_block(), *cache);
      if (before.error.empty()) merged = before.config;
    }
    if (!reconfigure_ && !Migrate(operation, *cache, merged)) return false;
    if (!TryBackend(operation, merged)) return false;
    const Result<void> written = engine::WriteBackendCache(context.files, operation.data_directory(), merged,
                                                           operation.backend_block(), context.random);
    if (!written.ok()) return operation.Fail("Cannot record the backend", written.error());
    if (merged.type != "local") {
      operation.Print("\n" +
                      operation.style().Green("Successfully configured the backend \"" + merged.type +
                                              "\"! Rolecall will automatically\nuse this backend unless the backend "
                                              "configuration changes.") +
                      "\n");
    }
    return true;
  }

  // Brings existing states along if the backend is another one than before.
  bool Migrate(Operation& operation, const std::optional<engine::BackendCache>& cache,
               const engine::BackendConfig& merged) const {
    Migration migration{{}, merged, force_copy_};
    if (!cache) {
      // Never initialised: what there is lies in local files.
      const bool is_first = merged.type != "local" && HasLocalStates(operation, migration.from);
      return !is_first || MigrateStates(operation, migration);
    }
    if (Same(*cache, merged)) return true;
    migration.from.type = cache->type;
    migration.from.arguments = cache->arguments;
    if (!migrate_) {
      return operation.Fail(
          "Backend configuration changed",
          {ErrorCode::kConflict,
           "A change in the backend configuration has been detected, which may require migrating existing state.\n\n"
           "If you wish to attempt automatic migration of the state, use \"rolecall init -migrate-state\".\n"
           "If you wish to store the current configuration with no changes to the state, use \"rolecall init "
           "-reconfigure\"."});
    }
    if (!operation.backend_block()) {
      operation.Print("Rolecall has detected you're unconfiguring your previously set \"" + cache->type +
                      "\" backend.\n");
    } else if (cache->type != merged.type) {
      operation.Print("Rolecall detected that the backend type changed from \"" + cache->type + "\" to \"" +
                      merged.type + "\".\n");
    }
    operation.Print("\n");
    return MigrateStates(operation, migration);
  }

  static bool Same(const engine::BackendCache& cache, const engine::BackendConfig& merged) {
    engine::BackendCache fresh = cache;
    const engine::BackendChoice choice = engine::ChooseBackend(merged, fresh);
    return choice.error.empty() && cache.type == merged.type;
  }

  // Reads the state once: a missing bucket or wrong keys show here, not at the first plan.
  bool TryBackend(Operation& operation, const engine::BackendConfig& config) {
    std::unique_ptr<engine::Backend> backend =
        engine::MakeBackend(config, operation.backend_context(), operation.diagnostics());
    if (!operation.Report() || backend == nullptr) return false;
    Result<std::optional<engine::StoredState>> stored = backend->Read(operation.workspace());
    if (!stored.ok()) return operation.Fail("Failed to get existing state", stored.error());
    if (!*stored) return true;
    Result<engine::State> state = engine::ReadStateFile((*stored)->bytes);
    if (!state.ok()) return operation.Fail("Error loading state", state.error());
    state_ = *std::move(state);
    return true;
  }

  bool ReadOverrides(Operation& operation, value::Value& overrides) {
    std::map<std::string, value::Value> arguments;
    for (const std::string& text : backend_config_) {
      const std::size_t equals = text.find('=');
      if (equals != std::string::npos && !operation.context().files.Exists(text)) {
        arguments[text.substr(0, equals)] = value::Value::String(text.substr(equals + 1));
      } else if (!ReadOverrideFile(operation, text, arguments)) {
        return false;
      }
    }
    overrides = value::Value::Object(std::move(arguments));
    return true;
  }

  static bool ReadOverrideFile(Operation& operation, const std::string& path,
                               std::map<std::string, value::Value>& arguments) {
    constexpr std::size_t kMaxBytes = 1u << 20;
    Result<std::string> text = operation.context().files.Read(path, kMaxBytes);
    if (!text.ok()) return operation.Fail("Cannot read the backend configuration file", text.error());
    const hcl::File file = hcl::ParseFile(path, *std::move(text), operation.diagnostics());
    if (!operation.Report()) return false;
    const hcl::Scope scope;
    for (const auto& attribute : file.body.attributes) {
      arguments[std::string(attribute->name)] = hcl::Evaluate(*attribute->expression, scope, operation.diagnostics());
    }
    return operation.Report();
  }

  OperationOptions options_;
  bool backend_ = true;
  std::vector<std::string> backend_config_;
  bool reconfigure_ = false;
  bool migrate_ = false, force_copy_ = false;
  bool get_ = true;
  bool upgrade_ = false;
  std::string from_module_;
  std::optional<engine::State> state_;  // of this workspace, where the backend was asked
  std::string test_directory_ = engine::kDefaultTestDirectory;
  PluginInstallFlags plugins_;
};

class ValidateCommand final : public Command {
 public:
  std::string name() const override { return "validate"; }
  std::string summary() const override { return "Check the configuration without asking anybody"; }
  std::string usage() const override { return "[-json]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("no-tests", &no_tests_, "Do not look at test files");
    flags.Text("test-directory", "DIR", &test_directory_, "Where further test files are [tests]");
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "too many command line arguments");
    Operation operation(context, options_);
    operation.LoadQuietly();
    if (!no_tests_) CheckTestFiles(operation, test_directory_);
    if (!operation.diagnostics().HasErrors()) {
      operation.engine().Validate(operation.configuration(), operation.diagnostics());
    }
    const bool good = !operation.diagnostics().HasErrors();
    if (json_) {
      operation.Print(engine::ValidationToJson(operation.diagnostics(), operation.Sources()) + "\n");
      return good ? kExitOk : kExitError;
    }
    const bool warned = !operation.diagnostics().empty();
    operation.Report();
    if (good) {
      operation.Print(operation.style().BoldGreen("Success!") + " The configuration is valid" +
                      (warned ? ", but there were some\nvalidation warnings as shown above.\n" : ".\n"));
    }
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  bool json_ = false;
  bool no_tests_ = false;
  std::string test_directory_ = engine::kDefaultTestDirectory;
};

}  // namespace

std::unique_ptr<Command> MakeInitCommand() { return std::make_unique<InitCommand>(); }
std::unique_ptr<Command> MakeValidateCommand() { return std::make_unique<ValidateCommand>(); }

}  // namespace rolecall::cli
