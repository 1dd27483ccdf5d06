#include "cli/operation.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "cli/version.h"
#include "providers/aws/catalogue.h"

namespace rolecall::cli {
namespace {

diag::FormatOptions Format(const World& world, bool color) { return {.color = color, .width = world.columns}; }

// "Warning: A\nWarning: B (and 2 more similar)" instead of whole texts.
diag::Diagnostics CompactWarnings(const diag::Diagnostics& all) {
  diag::Diagnostics compact;
  std::string summaries;
  for (const diag::Diagnostic& diagnostic : all.list()) {
    if (diagnostic.severity == diag::Severity::kError) {
      compact.Add(diagnostic);
    } else {
      summaries += "- " + diagnostic.summary + "\n";
    }
  }
  if (!summaries.empty()) {
    compact.AddWarning("", "Warnings",
                       summaries + "\nTo see the full warning notes, run Rolecall without -compact-warnings.");
  }
  return compact;
}

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
      json_progress_(world.clock, [this](const std::string& lines) { Print(lines); }) {
  providers_ = providers::aws::MakeAwsCatalogue({
      .environment = world.environment,
      .files = world.files,
      .clock = world.clock,
      .random = world.random,
      .sleeper = sleeper_,
      .make_http_client = [](const http::ClientOptions& http) { return std::make_unique<http::CurlClient>(http); },
      .run_command = aws::RunShellCommand,
  });
  backend_world_ = {.files = &world.files,
                    .http = &http_,
                    .environment = &world.environment,
                    .clock = &world.clock,
                    .random = &world.random,
                    .sleeper = &sleeper_,
                    .file_locker = &file_locker_};
}

Operation::~Operation() {
  if (backend_ == nullptr || lock_id_.empty()) return;
  if (Result<void> unlocked = backend_->Unlock(workspace_, lock_id_); !unlocked.ok()) {
    world_.err << "rolecall: the state lock could not be given back: " << unlocked.error().message
               << "\nWhen nobody works on this state any more, run: rolecall force-unlock " << lock_id_ << "\n";
  }
}

engine::RenderStyle Operation::style() const {
  return {.color = color_,
          .columns = world_.columns,
          .show_sensitive = options_.show_sensitive,
          .in_automation = !world_.environment.GetOr("TF_IN_AUTOMATION", "").empty()};
}

engine::UiHook& Operation::progress() {
  if (options_.json) return json_progress_;
  return text_progress_;
}

void Operation::Print(const std::string& text) { world_.out << text << std::flush; }

diag::SourceMap Operation::Sources() const {
  diag::SourceMap sources = variable_sources_;
  if (configuration_ != nullptr) sources.Append(configuration_->sources);
  return sources;
}

bool Operation::Report() {
  const bool good = !diagnostics_.HasErrors();
  failed_ = failed_ || !good;
  const diag::SourceMap sources = Sources();
  const diag::Diagnostics shown = options_.compact_warnings ? CompactWarnings(diagnostics_) : diagnostics_;
  world_.out.flush();
  if (options_.json) {
    for (const diag::Diagnostic& diagnostic : shown.list()) json_progress_.Diagnostic(diagnostic, sources);
  } else {
    world_.err << diag::FormatDiagnostics(shown, sources, Format(world_, color_ && world_.err_is_terminal));
    world_.err.flush();
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

bool Operation::Load() {
  LoadQuietly();
  if (configuration_ != nullptr && configuration_->IsEmpty() && !options_.may_be_empty)
    diagnostics_.AddError("no-configuration", "No configuration files",
                          "The directory has no configuration files (*.tf, *.tf.json, *.tofu). Change to a directory "
                          "that has, or use -chdir.");
  return Report() && configuration_ != nullptr;
}

void Operation::LoadQuietly() { LoadWith({}); }

bool Operation::LoadForBackend() {
  LoadWith({.root_only = true});
  return Report() && configuration_ != nullptr;
}

void Operation::LoadWith(engine::LoadOptions load) {
  std::error_code error;
  Result<std::string> workspace = engine::SelectedWorkspace(world_.files, world_.environment, data_directory_);
  if (!workspace.ok()) {
    diagnostics_.AddError("workspace", "Cannot read the selected workspace", workspace.error().message);
    return;
  }
  workspace_ = *workspace;
  session_ = std::make_unique<engine::Session>(engine::World{
      .files = &world_.files,
      .environment = &world_.environment,
      .clock = &world_.clock,
      .random = &world_.random,
      .providers = providers_.get(),
      .working_directory = std::filesystem::current_path(error).string(),
      .workspace = workspace_,
      .data_directory = data_directory_,
  });
  load.installer = installer_;
  load.variables = [this](const engine::Configuration& configuration) {
    std::map<std::string, value::Value> values;
    diag::Diagnostics ignored;  // reported when the variables are collected for good
    for (auto& [name, given] : engine::CollectVariables(configuration, world_.files, world_.environment,
                                                        options_.variables, nullptr, ignored))
      values[name] = given.value;
    return values;
  };
  configuration_ = session_->Load(".", std::move(load), diagnostics_);
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

bool Operation::OpenBackend() {
  if (!ReadBackendBlock()) return false;
  Result<std::optional<engine::BackendCache>> cache = engine::ReadBackendCache(world_.files, data_directory_);
  if (!cache.ok()) return Fail("Cannot read the backend's record", cache.error());
  const engine::BackendChoice choice = engine::ChooseBackend(backend_block_, *cache);
  if (!choice.error.empty()) {
    diagnostics_.AddError("backend-initialization-required", engine::kInitRequiredSummary, choice.error,
                          backend_block_ ? backend_block_->place : diag::Range{});
    return Report();
  }
  backend_config_ = choice.config;
  backend_ = engine::MakeBackend(backend_config_, backend_world_, diagnostics_);
  return Report() && backend_ != nullptr;
}

bool Operation::TakeLock(const std::string& operation) {
  if (!options_.lock || operation.empty() || !backend_->CanLock()) return true;
  engine::LockOptions lock;
  lock.operation = operation;
  lock.who = WhoAmI(world_.environment);
  lock.version = kLanguageVersion;
  lock.timeout = options_.lock_timeout;
  lock.on_slow = [this] { world_.out << "Acquiring state lock. This may take a few moments...\n" << std::flush; };
  lock.cancelled = [this] { return world_.interrupt.IsStopping(); };
  Result<std::string> id =
      engine::AcquireLock(*backend_, workspace_, lock, RandomUuid(world_.random), world_.clock, sleeper_);
  if (!id.ok()) return Fail("Error acquiring the state lock", id.error());
  lock_id_ = *id;
  return true;
}

bool Operation::OpenState(const std::string& lock_operation) {
  if (!OpenBackend() || !TakeLock(lock_operation)) return false;
  keeper_ = std::make_unique<engine::StateKeeper>(*backend_, workspace_, backend_world_, kLanguageVersion,
                                                  engine::SaveInterval(world_.environment));
  if (Result<void> loaded = keeper_->Load(); !loaded.ok()) return Fail("Failed to load state", loaded.error());
  return true;
}

bool Operation::Confirm(const std::string& question, const std::string& explanation) {
  if (!MayAsk(world_, options_)) return false;
  const char* bold = color_ ? "\033[1m" : "";
  const char* plain = color_ ? "\033[0m" : "";
  world_.out << bold << question << plain << "\n"
             << explanation << "\n\n  " << bold << "Enter a value: " << plain << std::flush;
  std::string line;
  const bool read = static_cast<bool>(std::getline(world_.in, line));
  world_.out << "\n";
  return read && line == "yes";
}

}  // namespace rolecall::cli
