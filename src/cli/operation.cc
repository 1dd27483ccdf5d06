#include "cli/operation.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "cli/diagnostic_groups.h"
#include "cli/interrupt_watch.h"
#include "cli/migrate.h"
#include "cli/version.h"
#include "providers/catalogue.h"

namespace rolecall::cli {
namespace {

diag::FormatOptions Format(const World& world, bool color) { return {.color = color, .width = world.columns}; }

bool UsesColor(const World& world, const OperationOptions& options) {
  return world.out_is_terminal && !options.no_color && !options.json && world.environment.GetOr("NO_COLOR", "").empty();
}

bool MayAsk(const World& world, const OperationOptions& options) {
  const std::string input = world.environment.GetOr("TF_INPUT", "");
  return options.input && input != "0" && input != "false" && !options.json;
}

}  // namespace

void OperationOptions::DeclareVariables(Flags& flags) {
  flags.Custom(
      "var", "'NAME=VALUE'",
      [this](const std::string& text) -> Result<void> {
        if (text.find('=') == std::string::npos) return Error{ErrorCode::kInvalidArgument, "must be NAME=VALUE"};
        variables.push_back({engine::VariableInput::Kind::kAssignment, text});
        return {};
      },
      "Set a variable of the root module");
  flags.Custom(
      "var-file", "FILE",
      [this](const std::string& text) -> Result<void> {
        variables.push_back({engine::VariableInput::Kind::kFile, text});
        return {};
      },
      "Load variables from a .tfvars or JSON file");
  flags.Switch("input", &input, "Ask for missing variables [true]");
}

void OperationOptions::DeclareState(Flags& flags) {
  flags.Switch("lock", &lock, "Lock the state while it is used [true]");
  flags.Duration("lock-timeout", "DURATION", &lock_timeout, "How long to wait for a lock [0s]");
}

void OperationOptions::DeclareOutput(Flags& flags) {
  flags.Switch("no-color", &no_color, "No colours");
  flags.Switch("compact-warnings", &compact_warnings, "Show warnings by their summaries only");
  flags.Switch("consolidate-warnings", &consolidate_warnings, "Show one of several warnings of a kind [true]");
  flags.Switch("consolidate-errors", &consolidate_errors, "Show one of several errors of a kind");
}

void OperationOptions::DeclareStateFile(Flags& flags) {
  flags.Text("state", "FILE", &state_path, "Another state file, for the local backend only");
}

void OperationOptions::DeclareStatePaths(Flags& flags) {
  DeclareStateFile(flags);
  flags.Text("state-out", "FILE", &state_out_path, "Where the state is written, if not where it is read");
  flags.Text("backup", "FILE", &backup_path, "Where the state before is kept; - for nowhere");
}

std::string WhoAmI(const Environment& environment) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  return environment.GetOr("USER", environment.GetOr("LOGNAME", "unknown")) + "@" + host;
}

Operation::Operation(World& world, OperationOptions options)
    : world_(world),
      options_(std::move(options)),
      color_(UsesColor(world, options_)),
      http_(http::ClientOptions{.ca_file = world.environment.GetOr("AWS_CA_BUNDLE", "")}),
      data_directory_(engine::DataDirectory(world.environment)),
      text_progress_(style(), [this](const std::string& lines) { Print(lines); }),
      json_progress_(world.clock, [this](const std::string& lines) { Print(lines); }),
      json_file_progress_(world.clock, [this](const std::string& lines) { json_file_ << lines << std::flush; }) {
  if (options_.json) json_lines_.push_back(&json_progress_);
  if (!options_.json_into.empty()) json_lines_.push_back(&json_file_progress_);
  if (!options_.json) progress_.Add(&text_progress_, options_.concise);
  for (engine::JsonProgress* lines : json_lines_) progress_.Add(lines);
  backend_world_ = {.files = &world.files,
                    .http = &http_,
                    .environment = &world.environment,
                    .clock = &world.clock,
                    .random = &world.random,
                    .sleeper = &sleeper_,
                    .file_locker = &file_locker_};
  providers_ = providers::MakeCatalogue(
      {
          .environment = world.environment,
          .files = world.files,
          .clock = world.clock,
          .random = world.random,
          .sleeper = sleeper_,
          .make_http_client = [](const http::ClientOptions& http) { return std::make_unique<http::CurlClient>(http); },
          .run_command = aws::RunShellCommand,
      },
      world.files, backend_world_);
}

Operation::~Operation() { GiveLockBack(); }

void Operation::GiveLockBack() {
  if (backend_ == nullptr || lock_id_.empty()) return;
  const std::string lock_id = std::exchange(lock_id_, std::string());
  if (Result<void> unlocked = backend_->Unlock(workspace_, lock_id); !unlocked.ok()) {
    world_.err << "rolecall: the state lock could not be given back: " << unlocked.error().message
               << "\nWhen nobody works on this state any more, run: rolecall force-unlock " << lock_id << "\n";
  }
}

engine::RenderStyle Operation::style() const {
  return {.color = color_,
          .columns = world_.columns,
          .show_sensitive = options_.show_sensitive,
          .in_automation = !world_.environment.GetOr("TF_IN_AUTOMATION", "").empty()};
}

void Operation::Print(const std::string& text) {
  const std::lock_guard<std::mutex> lock(print_mutex_);
  world_.out << text << std::flush;
}

diag::SourceMap Operation::Sources() const {
  diag::SourceMap sources = variable_sources_;
  if (configuration_ != nullptr) sources.Append(configuration_->sources);
  return sources;
}

bool Operation::Report() {
  const bool good = !diagnostics_.HasErrors();
  failed_ = failed_ || !good;
  const diag::SourceMap sources = Sources();
  world_.out.flush();
  for (engine::JsonProgress* lines : json_lines_)
    for (const diag::Diagnostic& diagnostic : diagnostics_.list()) lines->Diagnostic(diagnostic, sources);
  const bool color = color_ && world_.err_is_terminal;
  if (options_.json) {
    // Told already.
  } else if (const auto compact = CompactWarnings(diagnostics_, color); compact && options_.compact_warnings) {
    world_.err << *compact << std::flush;
  } else {
    const diag::Diagnostics shown =
        Consolidated(diagnostics_, options_.consolidate_warnings, options_.consolidate_errors);
    world_.err << diag::FormatDiagnostics(shown, sources, Format(world_, color)) << std::flush;
  }
  diagnostics_ = {};
  return good;
}

bool Operation::Fail(const std::string& summary, const Error& error) {
  diagnostics_.AddError(ErrorCodeName(error.code), summary, error.message);
  return Report();
}

int Operation::Finish() {
  Report();
  return failed_ ? kExitError : kExitOk;
}

// The file is private: lines may carry what the plan shows.
bool Operation::OpenJsonFile() {
  if (options_.json_into.empty() || json_file_.is_open()) return true;
  const Result<void> made = world_.files.Write(options_.json_into, "", FileMode::kPrivate);
  if (made.ok()) json_file_.open(options_.json_into, std::ios::app);
  if (json_file_.is_open()) return true;
  return Fail("Cannot write the file of -json-into",
              made.ok() ? Error{ErrorCode::kPermissionDenied, options_.json_into} : made.error());
}

bool Operation::Load() {
  if (!OpenJsonFile()) return false;
  for (engine::JsonProgress* lines : json_lines_) lines->Version(kLanguageVersion);
  LoadQuietly();
  return Report() && configuration_ != nullptr;
}

void Operation::LoadQuietly() {
  std::error_code error;
  Result<std::string> workspace = engine::SelectedWorkspace(world_.files, world_.environment, data_directory_);
  if (!workspace.ok()) {
    diagnostics_.AddError("workspace", "Cannot read the selected workspace", workspace.error().message);
    return;
  }
  workspace_ = *workspace;
  session_ = std::make_unique<engine::Session>(EngineWorld());
  configuration_ = session_->Load(".", diagnostics_);
}

engine::World Operation::EngineWorld() const {
  std::error_code error;
  return {
      .files = &world_.files,
      .environment = &world_.environment,
      .clock = &world_.clock,
      .random = &world_.random,
      .providers = providers_.get(),
      .working_directory = std::filesystem::current_path(error).string(),
      .workspace = workspace_,
      .data_directory = data_directory_,
  };
}

bool Operation::AskForVariable(const std::string& name) {
  const engine::Variable& variable = configuration_->root->variables.at(name);
  world_.out << "var." << name << "\n";
  if (!variable.description.empty()) world_.out << "  " << variable.description << "\n\n";
  world_.out << "  Enter a value: " << std::flush;
  std::string line;
  if (!std::getline(world_.in, line)) return false;
  world_.out << "\n";
  engine::GivenVariable given;
  given.value = engine::ParseVariableText(variable, line, "the prompt", diagnostics_);
  given.source = "the prompt";
  variables_[name] = std::move(given);
  return true;
}

bool Operation::CollectVariables(bool ask) {
  variables_ = engine::CollectVariables(*configuration_, world_.files, world_.environment, options_.variables,
                                        &variable_sources_, diagnostics_);
  for (const std::string& name : engine::MissingVariables(*configuration_, variables_)) {
    if (ask && world_.in_is_terminal && MayAsk(world_, options_) && AskForVariable(name)) continue;
    if (!ask) continue;
    diagnostics_.AddError(
        "no-value-for-required-variable", "No value for required variable",
        "The root module input variable \"" + name +
            "\" is not set, and has no default value. Use a -var or -var-file command line argument to "
            "provide a value for this variable.",
        configuration_->root->variables.at(name).range);
  }
  return Report();
}

bool Operation::ReadBackendBlock() {
  const std::optional<engine::BackendBlock>& block = configuration_->root->backend;
  if (!block) return true;
  backend_block_ =
      engine::BackendConfig{.type = block->type,
                            .arguments = session_->BackendArguments(*configuration_, variables_, diagnostics_),
                            .place = block->range};
  return Report();
}

// -state and its like, which older scripts have.
bool Operation::ApplyStatePaths() {
  backend_config_.paths = {options_.state_path, options_.state_out_path, options_.backup_path};
  if (backend_config_.paths.empty() || backend_config_.type == "local") return true;
  return Fail("Options for local states only", {ErrorCode::kInvalidArgument,
                                                "-state, -state-out and -backup are for the backend \"local\"; this "
                                                "directory uses \"" +
                                                    backend_config_.type + "\"."});
}

bool Operation::OpenBackend() {
  if (!ReadBackendBlock()) return false;
  Result<std::optional<engine::BackendCache>> cache = engine::ReadBackendCache(world_.files, data_directory_);
  if (!cache.ok()) return Fail("Cannot read the backend's record", cache.error());
  engine::BackendChoice choice = engine::ChooseBackend(backend_block_, *cache);
  // Going on would leave everything that the local state knows out of account.
  const bool is_new = backend_block_ && backend_block_->type != "local" && !*cache;
  if (is_new && HasLocalStates(*this, {}))
    choice.error = "The configuration has a backend \"" + backend_block_->type +
                   "\" that the directory was never initialised for, and there is a state in local files.\n\nRun "
                   "\"rolecall init\" to copy it to the backend, or \"rolecall init -reconfigure\" to leave it.";
  if (!choice.error.empty()) {
    diagnostics_.AddError("backend-initialization-required", engine::kInitRequiredSummary, choice.error,
                          backend_block_ ? backend_block_->place : diag::Range{});
    return Report();
  }
  backend_config_ = choice.config;
  if (!ApplyStatePaths()) return false;
  backend_ = engine::MakeBackend(backend_config_, backend_world_, diagnostics_);
  return Report() && backend_ != nullptr;
}

bool Operation::TakeLock(const std::string& operation) {
  return operation.empty() || LockState(*backend_, workspace_, operation, lock_id_);
}

bool Operation::LockState(engine::Backend& backend, const std::string& workspace, const std::string& operation,
                          std::string& id) {
  if (!options_.lock || !backend.CanLock()) return true;
  engine::LockOptions lock;
  lock.operation = operation;
  lock.who = WhoAmI(world_.environment);
  lock.version = kLanguageVersion;
  lock.timeout = options_.lock_timeout;
  lock.on_slow = [this] { Print("Acquiring state lock. This may take a few moments...\n"); };
  lock.cancelled = [this] { return world_.interrupt.IsStopping(); };
  Result<std::string> taken =
      engine::AcquireLock(backend, workspace, lock, RandomUuid(world_.random), world_.clock, sleeper_);
  if (!taken.ok()) return Fail(engine::kLockErrorSummary, taken.error());
  id = *taken;
  return true;
}

bool Operation::OpenState(const std::string& lock_operation) {
  if (!OpenBackend() || !TakeLock(lock_operation)) return false;
  keeper_ = std::make_unique<engine::StateKeeper>(*backend_, workspace_, backend_world_, kLanguageVersion,
                                                  engine::SaveInterval(world_.environment));
  if (Result<void> loaded = keeper_->Load(); !loaded.ok()) return Fail("Failed to load state", loaded.error());
  return true;
}

engine::Plan Operation::MakePlan(const engine::PlanOptions& options) {
  const InterruptWatch watch(
      world_.interrupt, [this](const std::string& text) { PrintInterrupt(text); }, [this] { GiveLockBack(); });
  return session_->MakePlan(*configuration_, variables_, keeper_->state(), options, diagnostics_);
}

void Operation::PrintInterrupt(const std::string& text) {
  if (options_.json) return json_progress_.Log("Interrupt received. Please wait, or data loss may occur.");
  Print(text);
}

bool Operation::Confirm(const std::string& question, const std::string& explanation) {
  return Ask(question, explanation).value_or(false);
}

std::optional<bool> Operation::Ask(const std::string& question, const std::string& explanation) {
  if (!MayAsk(world_, options_)) return std::nullopt;
  const engine::RenderStyle style = this->style();
  Print(style.Bold(question) + "\n" + explanation + "\n\n  " + style.Bold("Enter a value: "));
  std::string line;
  const bool read = static_cast<bool>(std::getline(world_.in, line));
  Print("\n");
  if (!read) return std::nullopt;
  return line == "yes";
}

}  // namespace rolecall::cli
