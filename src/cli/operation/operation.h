// Operation: what the commands on a Terraform directory share, in the order that they do it: load the configuration,
// collect variables, open the state in its backend, lock it, work, report, unlock.
//
//   Operation operation(context, options);
//   if (!operation.Load() || !operation.CollectVariables(true) || !operation.OpenState("OperationTypePlan")) return
//   operation.Finish(); … return operation.Finish();       // prints what is left of the diagnostics; kExitError if
//   there was an error
//
// Each step prints its diagnostics as soon as it is done and answers whether the next one may be taken. The
// destructor gives the lock back.
#ifndef ROLECALL_CLI_OPERATION_OPERATION_H_
#define ROLECALL_CLI_OPERATION_OPERATION_H_

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/frame/command.h"
#include "cli/frame/interruptible_sleeper.h"
#include "cli/operation/progress_fan.h"
#include "cli/providers/plugins.h"
#include "diag/diagnostic.h"
#include "diag/format.h"
#include "engine/backend/backend.h"
#include "engine/backend/cache.h"
#include "engine/backend/lock.h"
#include "engine/backend/make_backend.h"
#include "engine/backend/state_keeper.h"
#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/encryption/encryption.h"
#include "engine/entry/engine.h"
#include "engine/plan_json/plan_json.h"
#include "engine/render/render_progress.h"
#include "engine/render/style.h"
#include "http/client.h"

namespace rolecall::cli {

struct OperationOptions {
  std::vector<engine::VariableInput> variables;  // -var and -var-file, in order
  bool input = true;
  bool lock = true;
  std::chrono::milliseconds lock_timeout{0};
  bool no_color = false;
  bool compact_warnings = false;
  bool consolidate_warnings = true, consolidate_errors = false;
  bool show_sensitive = false;
  bool quiet_load = false;  // no warnings before the state is open: the command is about that alone
  bool concise = false;     // no lines of progress
  bool json = false;
  std::string json_into;  // a file that gets the lines of -json beside the text; "" = none
  bool is_walk = false;   // the command walks the configuration: LoadOptions::goes_on
  AbsentPlugins absent = AbsentPlugins::kTolerated;
  bool may_be_empty = false;         // the command works in a directory without configuration files
  std::string directory = ".";       // of the configuration
  const char* says_empty = nullptr;  // else: what is said of a directory without them
  int parallelism = 10;
  // Of the local backend, in place of what its block says; "" = not given.
  std::string state_path, state_out_path, backup_path;
  bool dates_backup = false;  // a backup without a path of its own has the time in its name

  void DeclareVariables(Flags& flags);
  void DeclareState(Flags& flags);       // -lock, -lock-timeout
  void DeclareStateFile(Flags& flags);   // -state: reading commands
  void DeclareStatePaths(Flags& flags);  // -state, -state-out, -backup: writing commands
  void DeclareOutput(Flags& flags);      // -no-color, -compact-warnings, -consolidate-…
  void DeclareView(Flags& flags);        // -json, -json-into
};

class Operation {
 public:
  Operation(CommandContext& context, OperationOptions options);
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // `before_providers` reads what else has to be right before a provider is asked for.
  bool Load(const std::function<void()>& before_providers = {});
  // Once more, after files were written.
  bool Reload();
  // The same, but leaves the diagnostics for the caller: first the files, then the providers that they need.
  void LoadQuietly();
  void LoadFiles();
  void ChooseProviders();
  void ChooseProviders(const engine::Configuration& configuration);
  // For commands that need the backend only, in a directory that may be without files and modules not installed.
  bool LoadForBackend();
  // The root module alone, with the sources of its calls, as `init` looks at it first; leaves the diagnostics.
  void LoadRoot();
  // Another configuration, or the same anew, with the providers that it needs; null with errors. Not `runs`: it is only
  // looked at, so that nothing is gotten for it.
  std::unique_ptr<engine::Configuration> LoadAside(const std::string& directory, diag::Diagnostics& diagnostics,
                                                   bool runs = true);
  // Loading gets modules that are not installed, from now on; null: it reports them.
  void InstallModulesWith(engine::ModuleInstaller* installer) { installer_ = installer; }
  engine::ModuleInstaller* installer() const { return installer_; }  // may be null
  // `ask`: prompt for missing variables (if there is a terminal and input is not switched off).
  bool CollectVariables(bool ask);
  // Tells of files of variables that cannot be read, for a command that needs no values.
  void CheckVariableFiles();
  // Opens the backend and reads the state; takes the lock first unless `lock_operation` is empty.
  bool OpenState(const std::string& lock_operation);
  // How states and plans are encrypted, by the configuration and TF_ENCRYPTION; once. False, reported: what they ask
  // for cannot be done, and nothing may be read or written.
  bool ReadEncryption();
  // A state or a plan of ours as it lies in a file, opened if it is sealed.
  Result<std::string> OpenBytes(std::string bytes);
  Result<engine::State> ReadStateBytes(std::string bytes);
  // Null: plans are not encrypted.
  engine::PlanCodec* plan_codec() { return encryption_ == nullptr ? nullptr : encryption_->plan(); }
  // The arguments of the backend block, if there is one.
  bool ReadBackendBlock();
  // Only the backend, for commands that manage workspaces and locks.
  bool OpenBackend();
  // The plan for the opened state, watching for interrupts.
  engine::Plan MakePlan(const engine::PlanOptions& options);

  // Prints the diagnostics gathered so far and forgets them; false if one is an error.
  bool Report();
  // From now on warnings wait for an error, or until they are let go: `apply` tells them behind its plan.
  void HoldWarnings() { holds_warnings_ = true; }
  void LetWarningsGo() { holds_warnings_ = false; }
  // Prints diagnostics as text, and keeps nothing of them: errors on standard error, warnings where the command has
  // them (CommandContext::warns_on_out).
  void Show(const diag::Diagnostics& diagnostics);
  // A failure of the world as an error diagnostic, printed. Always false.
  bool Fail(const std::string& summary, const Error& error);
  // Reports what is left. The exit code so far.
  int Finish();
  // Asks on the terminal; true for "yes" and nothing else.
  bool Confirm(const std::string& question, const std::string& explanation);
  // The same; nothing if nobody is there to answer (-input=false, the end of the input).
  std::optional<bool> Ask(const std::string& question, const std::string& explanation);
  // Whether anybody may be asked, and the line that is answered; nothing at the end of the input.
  bool asks() const;
  std::optional<std::string> AskLine(const std::string& question, const std::string& explanation);
  // Locks any backend's state as the options say; `id` stays empty without a lock. False: reported.
  bool LockState(engine::Backend& backend, const std::string& workspace, const std::string& operation, std::string& id);

  CommandContext& context() { return context_; }
  const OperationOptions& options() const { return options_; }
  // Plugins are left aside: for `init`, which installs them. Before loading.
  void LeavePlugins() { leaves_plugins_ = true; }
  const engine::ProviderCatalogue& native_providers() const { return *providers_; }
  // What engines of analysis are made with: the providers that are built in; lives no longer than the operation.
  engine::EngineContext engine_context() const;
  // What engines that do something are made with: plugins, too.
  engine::EngineContext working_context() const;
  engine::Engine& engine() { return *engine_; }
  const engine::Configuration& configuration() const { return *configuration_; }
  const engine::RootVariables& variables() const { return variables_; }
  engine::StateKeeper& keeper() { return *keeper_; }
  engine::Backend& backend() { return *backend_; }
  const engine::BackendConfig& backend_config() const { return backend_config_; }
  const std::optional<engine::BackendConfig>& backend_block() const { return backend_block_; }
  const engine::BackendContext& backend_context() const { return backend_context_; }
  const std::string& workspace() const { return workspace_; }
  const std::string& data_directory() const { return data_directory_; }
  diag::Diagnostics& diagnostics() { return diagnostics_; }
  diag::SourceMap Sources() const;
  // Texts for the excerpts of diagnostics, beside those of the configuration.
  void AddSources(const diag::SourceMap& sources) { variable_sources_.Append(sources); }
  engine::RenderStyle style() const;
  // What shows the engine's work: text, or lines of JSON.
  engine::UiHook& progress() { return progress_; }
  // Where lines of JSON go: standard output (-json), a file (-json-into), both or none.
  const std::vector<engine::JsonProgress*>& json_lines() const { return json_lines_; }
  // As it is, to standard output.
  void Print(const std::string& text);
  // What a command says: `text` to people, with its line breaks; to machines `line`, as the message of a line of JSON.
  // "" = nothing to them.
  void Say(const std::string& text, const std::string& line);
  // The same to both: machines get each paragraph without the layout of a terminal.
  void Say(const std::string& text);
  // A line of JSON, which only machines are told; "" = none. `type` "" = without one, `members` as JSON text.
  void Line(const std::string& level, const std::string& message, const std::string& type = "",
            const std::string& members = "");
  // A document of JSON, for machines: among their lines.
  void Document(const std::string& json);
  // Refuses what was asked for: a diagnostic for people, `line` for machines. Always false.
  bool Refuse(const std::string& summary, const std::string& detail, const std::string& line);
  // Makes the file of -json-into and begins the lines with the version; what loads a directory does it first.
  bool OpenView();
  // Says that an interrupt was noticed. Any thread.
  void PrintInterrupt(const std::string& text);
  // Before the time, for a run that ends by force.
  void GiveLockBack();
  // Gives the lock back and ends plugins, for an exit that waits for nobody.
  void LeaveAtOnce();

 private:
  // The codecs of data sources that read states, once the encryption is known.
  class RemoteCodecs final : public engine::RemoteStateCodecs {
   public:
    explicit RemoteCodecs(Operation& operation) : operation_(operation) {}
    engine::StateCodec* Find(const std::string& data_source) override {
      return operation_.encryption_ == nullptr ? nullptr : operation_.encryption_->Find(data_source);
    }

   private:
    Operation& operation_;
  };

  void MakeEngine();
  bool ApplyStatePaths();
  void LoadWith(engine::LoadOptions load);
  void LoadConfiguration(engine::LoadOptions load);
  void Complete(engine::LoadOptions& load);
  bool AskForVariable(const std::string& name);
  bool TakeLock(const std::string& operation);

  CommandContext& context_;
  const OperationOptions options_;
  const bool color_;
  bool failed_ = false;
  bool holds_warnings_ = false;
  bool is_view_open_ = false;
  diag::Diagnostics diagnostics_;
  diag::SourceMap variable_sources_;
  http::CurlClient http_;
  InterruptibleSleeper sleeper_;
  engine::SystemFileLocker file_locker_;
  std::unique_ptr<engine::ProviderCatalogue> providers_;
  std::unique_ptr<Plugins> plugins_;
  bool leaves_plugins_ = false;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Configuration> configuration_;
  engine::RootVariables variables_;
  std::string data_directory_;
  std::string workspace_ = engine::kDefaultWorkspace;
  RemoteCodecs remote_codecs_{*this};
  std::unique_ptr<engine::Encryption> encryption_;
  bool knows_encryption_ = false;
  engine::BackendContext backend_context_;
  std::optional<engine::BackendConfig> backend_block_;
  engine::BackendConfig backend_config_;
  std::unique_ptr<engine::Backend> backend_;
  std::unique_ptr<engine::StateKeeper> keeper_;
  engine::ModuleInstaller* installer_ = nullptr;
  std::string lock_id_;
  std::mutex print_mutex_;
  std::ofstream json_file_;
  engine::TextProgress text_progress_;
  engine::JsonProgress json_progress_;
  engine::JsonProgress json_file_progress_;
  std::vector<engine::JsonProgress*> json_lines_;
  ProgressFan progress_;
};

// "user@host", as locks name their holder.
std::string WhoAmI(const Environment& environment);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_OPERATION_H_
