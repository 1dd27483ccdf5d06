// `rolecall init`: gets the modules that the configuration calls and the plugins that its types need, and records the
// backend where that is needed.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "cli/operation/document_view.h"
#include "cli/operation/migrate.h"
#include "cli/operation/module_installation.h"
#include "cli/operation/operation.h"
#include "cli/operation/plugin_installation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/test_modules.h"
#include "engine/render/style.h"
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
    flags.Switch("cloud", &backend_, "The same");
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
    flags.Switch("ignore-remote-version", &ignored_, "Taken and without effect: there is no remote service");
    options_.DeclareView(flags);
  }

  void CheckArguments(const CommandContext&, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    if (parsed.values.count("backend") + parsed.values.count("cloud") == 2) {
      problems.AddError(
          "wrong-arguments", "Wrong combination of options",
          "The -backend and -cloud options are aliases of one another and mutually-exclusive in their use");
    }
    if (!migrate_ || !reconfigure_) return;
    problems.AddError("wrong-arguments", "Wrong combination of options",
                      "The -migrate-state and -reconfigure options are mutually-exclusive");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    migrate_ = migrate_ || force_copy_;
    options_.may_be_empty = true;
    Operation operation(context, options_);
    operation.LeavePlugins();
    operation.HoldWarnings();  // they stand before the last words
    if (!from_module_.empty() && !CopyModule(operation)) return operation.Finish();
    if (!LoadRoot(operation)) return operation.Finish();
    if (operation.configuration().IsEmpty()) return Empty(operation);
    if (!operation.CollectVariables(false)) return operation.Finish();
    if (backend_ && !PrepareBackend(operation)) return operation.Finish();
    if (!LoadModules(operation)) return operation.Finish();
    plugins_.upgrade = upgrade_;
    std::vector<const engine::Configuration*> tests;
    for (const auto& [run, configuration] : test_configurations_) {
      if (configuration != nullptr) tests.push_back(configuration.get());
    }
    if (!InstallPlugins(operation, plugins_, state_ ? &*state_ : nullptr, tests)) return operation.Finish();
    operation.LetWarningsGo();
    operation.Say("\n");
    operation.Report();
    operation.Say(operation.style().BoldGreen("Rolecall has been successfully initialized!") + "\n");
    if (!operation.style().in_automation) {
      operation.Say(
          "\nYou may now begin working with Rolecall. Try running \"rolecall plan\" to see\nany changes that are "
          "required for your infrastructure. All Rolecall commands\nshould now work.\n\nIf you ever set or change "
          "modules or backend configuration for Rolecall,\nrerun this command to reinitialize your working directory. "
          "If you forget, other\ncommands will detect it and remind you to do so if necessary.\n",
          "You may now begin working with Rolecall. Try running \"rolecall plan\" to see any changes that are required "
          "for your infrastructure. All Rolecall commands should now work. If you ever set or change modules or "
          "backend "
          "configuration for Rolecall, rerun this command to reinitialize your working directory. If you forget, other "
          "commands will detect it and remind you to do so if necessary.");
    }
    return operation.Finish();
  }

 private:
  static int Empty(Operation& operation) {
    operation.Say(operation.style().BoldGreen("Rolecall initialized in an empty directory!") +
                      "\n\nThe directory has no Rolecall configuration files. You may begin working\nwith Rolecall "
                      "immediately by creating Rolecall configuration files.\n",
                  "Rolecall initialized in an empty directory! The directory has no Rolecall configuration files. You "
                  "may begin working with Rolecall immediately by creating Rolecall configuration files.");
    return operation.Finish();
  }

  // With errors in the directory's own files nothing else is looked at.
  bool LoadRoot(Operation& operation) {
    operation.LoadRoot();
    operation.CheckVariableFiles();
    has_test_modules_ = NamesTestModules(operation, test_directory_);
    if (!operation.diagnostics().HasErrors()) {
      operation.diagnostics().DropWarnings();  // they come again with the modules
      return true;
    }
    TellOfConfiguration(operation);
    return operation.Report();
  }

  static void TellOfConfiguration(Operation& operation) {
    operation.Line("error",
                   "Rolecall encountered problems during initialization, including problems with the configuration, "
                   "described below. The Rolecall configuration must be valid before initialization so that Rolecall "
                   "can determine which modules and providers need to be installed.");
    if (operation.options().json) return;
    operation.context().err
        << "\nRolecall encountered problems during initialization, including problems\nwith the configuration, "
           "described below.\n\nThe Rolecall configuration must be valid before initialization so that\nRolecall can "
           "determine which modules and providers need to be installed.\n"
        << std::flush;
  }

  // The modules that are called, gotten if need be.
  bool LoadModules(Operation& operation) {
    std::optional<ModuleInstallation> installation;
    if (get_) installation.emplace(operation, upgrade_);
    const bool has_modules = !operation.configuration().root->calls.empty() || has_test_modules_;
    const bool installs = get_ && has_modules;
    if (installs) installation->Announce();
    operation.LoadQuietly();
    if (get_) test_configurations_ = FetchTestModules(operation, test_directory_);
    if (!installs && operation.diagnostics().HasErrors()) TellOfConfiguration(operation);
    const bool good = operation.Report();
    return (!installation || installation->Finish()) && good;
  }

  bool CopyModule(Operation& operation) {
    ModuleInstallation installation(operation, upgrade_);
    if (!operation.LoadForBackend()) return false;
    if (!operation.configuration().IsEmpty()) {
      operation.diagnostics().AddError(
          "not-empty", "The working directory already contains files",
          "The -from-module option requires an empty directory into "
          "which a copy of the referenced module will be placed.\n\nTo initialize the configuration already in this "
          "working directory, omit the -from-module option.");
      return operation.Report();
    }
    operation.Say(operation.style().Bold("Copying configuration") + " from \"" + from_module_ + "\"...\n");
    const Result<void> copied = installation.CopyHere(from_module_);
    return copied.ok() || operation.Fail("Failed to copy the module", copied.error());
  }

  bool PrepareBackend(Operation& operation) {
    CommandContext& context = operation.context();
    operation.Say("\n" + operation.style().Bold("Initializing the backend...") + "\n");
    if (!operation.ReadBackendBlock()) return false;
    value::Value overrides = value::Value::Object({});
    if (operation.backend_block()) {
      if (!ReadOverrides(operation, overrides)) return false;
    } else if (!backend_config_.empty()) {
      operation.diagnostics().AddWarning(
          "no-backend-block", "Missing backend configuration",
          "-backend-config was used without a \"backend\" block in the configuration.\n\nIf you intended to override "
          "the default local backend configuration,\nno action is required, but you may add an explicit backend block "
          "to your\nconfiguration to clear this warning:\n\nterraform {\n  backend \"local\" {}\n}\n\nHowever, if you "
          "intended to override a defined backend, please verify that\nthe backend configuration is present and "
          "valid.\n");
    }
    engine::BackendConfig merged = operation.backend_block().value_or(engine::BackendConfig{});
    merged.arguments = engine::MergeBackendArguments(merged.arguments, overrides);
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
    TellOfBackend(operation, cache.ok() ? *cache : std::nullopt, merged);
    return true;
  }

  // Where it is another one than before.
  void TellOfBackend(Operation& operation, const std::optional<engine::BackendCache>& before,
                     const engine::BackendConfig& now) const {
    const bool is_same = !reconfigure_ && before && Same(*before, now);
    const auto tell = [&](const std::string& told, const std::string& line) {
      operation.Say("\n" + operation.style().Green(told) + "\n", line);
    };
    if (operation.backend_block() && !is_same) {
      const std::string configured = "Successfully configured the backend " + engine::Quoted(now.type);
      tell(configured + "! Rolecall will automatically\nuse this backend unless the backend configuration changes.",
           configured + "! Rolecall will automatically use this backend unless the backend configuration changes");
    } else if (!operation.backend_block() && before) {
      const std::string unset =
          "Successfully unset the backend " + engine::Quoted(before->type) + ". Rolecall will now operate locally";
      tell("\n" + unset + ".", unset);
    }
  }

  // Brings existing states along if the backend is another one than before.
  bool Migrate(Operation& operation, const std::optional<engine::BackendCache>& cache,
               const engine::BackendConfig& merged) const {
    Migration migration{{}, merged, force_copy_};
    if (!cache) {
      // Never initialised: what there is lies in local files.
      const bool is_first = !engine::IsDefaultBackend(merged) && HasLocalStates(operation, migration.from);
      return !is_first || MigrateStates(operation, migration);
    }
    migration.from.type = cache->type;
    migration.from.arguments = cache->arguments;
    // Without a block nothing was left to the command line: then only where the states lie counts.
    const bool is_same = operation.backend_block() ? Same(*cache, merged) : engine::IsDefaultBackend(migration.from);
    if (is_same) return true;
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
      const std::string detected =
          "Rolecall has detected you're unconfiguring your previously set " + engine::Quoted(cache->type) + " backend";
      operation.Say(detected + ".\n", detected);
    } else if (cache->type != merged.type) {
      operation.Say("Rolecall detected that the backend type changed from \"" + cache->type + "\" to \"" + merged.type +
                    "\".\n");
    } else {
      const std::string changed = "Backend configuration changed!";
      operation.Say(operation.style().Bold(changed) +
                        "\n\nRolecall has detected that the configuration specified for the backend\nhas changed. "
                        "Rolecall will now check for existing state in the backends.\n",
                    changed +
                        " Rolecall has detected that the configuration specified for the backend has changed. Rolecall "
                        "will now check for existing state in the backends");
    }
    operation.Say("\n");
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
    const std::optional<std::string> workspace = ChooseWorkspace(operation, *backend);
    if (!workspace) return false;
    Result<std::optional<engine::StoredState>> stored = backend->Read(*workspace);
    if (!stored.ok()) return operation.Fail("Failed to get existing state", stored.error());
    if (!*stored) return true;
    Result<engine::State> state = engine::ReadStateFile((*stored)->bytes);
    if (!state.ok()) return operation.Fail("Error loading state", state.error());
    state_ = *std::move(state);
    return true;
  }

  // The selected workspace if the backend that is written has it, else its only one, else the one that is answered.
  static std::optional<std::string> ChooseWorkspace(Operation& operation, engine::Backend& backend) {
    const std::string& selected = operation.workspace();
    if (!operation.backend_block() || selected == engine::kDefaultWorkspace) return selected;
    const Result<std::vector<std::string>> known = backend.Workspaces();
    if (!known.ok() && known.error().code == ErrorCode::kUnimplemented) return selected;
    if (!known.ok() || known->empty()) {
      operation.Fail("Failed to get existing workspaces", known.ok() ? Error{ErrorCode::kNotFound, ""} : known.error());
      return std::nullopt;
    }
    if (std::find(known->begin(), known->end(), selected) != known->end()) return selected;
    std::string chosen = known->front();
    if (known->size() > 1) {
      std::string problem;
      const std::size_t number = AskForWorkspace(operation, *known, problem);
      if (number == 0) {
        operation.Fail(problem, {ErrorCode::kNotFound, ""});
        return std::nullopt;
      }
      chosen = (*known)[number - 1];
    }
    const Result<void> done = engine::SelectWorkspace(operation.context().files, operation.data_directory(), chosen);
    if (done.ok()) return chosen;
    operation.Fail("Failed to select workspace", done.error());
    return std::nullopt;
  }

  // Which of them, counted from 1; 0: `problem` says why none.
  static std::size_t AskForWorkspace(Operation& operation, const std::vector<std::string>& known,
                                     std::string& problem) {
    const std::string& selected = operation.workspace();
    problem = "Currently selected workspace " + engine::Quoted(selected) + " does not exist";
    if (!operation.asks()) return 0;
    std::string list;
    for (std::size_t i = 0; i < known.size(); ++i) list += "\n  " + std::to_string(i + 1) + ". " + known[i];
    const std::optional<std::string> line =
        operation.AskLine("\nThe currently selected workspace (" + selected + ") does not exist.",
                          "  This is expected behavior when the selected workspace did not have an\n"
                          "  existing non-empty state. Please enter a number to select a workspace:\n  " +
                              list);
    problem = line ? "Failed to select workspace: input not a valid number" : "Failed to select workspace: EOF";
    const std::size_t number = line ? ParseInt<std::size_t>(*line).value_or(0) : 0;
    return number <= known.size() ? number : 0;
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
  bool has_test_modules_ = false;
  TestConfigurations test_configurations_;
  std::optional<engine::State> state_;  // of this workspace, where the backend was asked
  std::string test_directory_ = engine::kDefaultTestDirectory;
  PluginInstallFlags plugins_;
  bool ignored_ = false;
};

class ValidateCommand final : public Command {
 public:
  std::string name() const override { return "validate"; }
  std::string summary() const override { return "Check the configuration without asking anybody"; }
  std::string usage() const override { return "[options] [DIR]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    view_.Declare(flags, "Print JSON");
    flags.Switch("no-tests", &no_tests_, "Do not look at test files");
    flags.Text("test-directory", "DIR", &test_directory_, "Where further test files are [tests]");
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) options_.directory = positional.front();
    options_.absent = AbsentPlugins::kInvalid;
    Operation operation(context, options_);
    operation.LoadFiles();
    // The tests first: providers are only asked for where the files are good.
    std::vector<std::unique_ptr<engine::Configuration>> of_tests;
    if (!no_tests_) of_tests = CheckTestFiles(operation, test_directory_);
    operation.ChooseProviders();
    for (const auto& module : of_tests) operation.ChooseProviders(*module);
    operation.CheckVariableFiles();
    if (!operation.diagnostics().HasErrors()) {
      operation.engine().Validate(operation.configuration(), operation.diagnostics());
      for (const auto& module : of_tests) operation.engine().Validate(*module, operation.diagnostics());
    }
    const bool good = !operation.diagnostics().HasErrors();
    const bool told = view_.Show(
        operation, [] { return std::string(); },
        [&] { return engine::ValidationToJson(operation.diagnostics(), operation.Sources()) + "\n"; });
    if (view_.json()) return good && told ? kExitOk : kExitError;
    const bool warned = !operation.diagnostics().empty();
    operation.Report();
    if (good) {
      operation.Print(operation.style().BoldGreen("Success!") + " The configuration is valid" +
                      (warned ? ", but there were some validation warnings\nas shown above.\n" : ".\n"));
    }
    return operation.Finish();
  }

 private:
  OperationOptions options_;
  DocumentView view_;
  bool no_tests_ = false;
  std::string test_directory_ = engine::kDefaultTestDirectory;
};

}  // namespace

std::unique_ptr<Command> MakeInitCommand() { return std::make_unique<InitCommand>(); }
std::unique_ptr<Command> MakeValidateCommand() { return std::make_unique<ValidateCommand>(); }

}  // namespace rolecall::cli
