#include "cli/operation/operation.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "cli/frame/interrupt_watch.h"
#include "cli/frame/read_line.h"
#include "cli/frame/silent_input.h"
#include "cli/operation/diagnostic_groups.h"
#include "engine/plan/partial_warnings.h"
#include "engine/render/render_value.h"
#include "hcl/evaluate/show_value.h"
#include "plugin/process/plugin_process.h"
#include "providers/catalogue.h"

namespace rolecall::cli {
namespace {

diag::FormatOptions Format(const CommandContext& context, bool color) {
  const auto difference = [](const diag::Comparison& comparison, bool in_color) {
    const auto& compared = dynamic_cast<const hcl::ComparedValues&>(comparison);
    return engine::RenderDifference(compared.left, compared.right, {.color = in_color});
  };
  return {.color = color, .width = context.columns, .difference = difference};
}

bool UsesColor(const CommandContext& context, const OperationOptions& options) {
  return context.out_is_terminal && !options.no_color && !options.json &&
         context.environment.GetOr("NO_COLOR", "").empty();
}

// For readers: the object of a failed condition is seen from its place, as in OpenTofu.
diag::Diagnostics ForReaders(diag::Diagnostics diagnostics) {
  for (diag::Diagnostic& one : diagnostics.list()) {
    if (one.code == "check-failed") one.address.clear();
  }
  return diagnostics;
}

bool MayAsk(const CommandContext& context, const OperationOptions& options) {
  const std::string input = context.environment.GetOr("TF_INPUT", "");
  return options.input && input != "0" && input != "false" && !options.json;
}

}  // namespace

Operation::Operation(CommandContext& context, OperationOptions options)
    : context_(context),
      options_(std::move(options)),
      color_(UsesColor(context, options_)),
      http_(http::ClientOptions{.ca_file = context.environment.GetOr("AWS_CA_BUNDLE", "")}),
      sleeper_(context.interrupt),
      data_directory_(engine::DataDirectory(context.environment)),
      text_progress_(style(), [this](const std::string& lines) { Print(lines); }),
      json_progress_(context.clock, [this](const std::string& lines) { Print(lines); }),
      json_file_progress_(context.clock, [this](const std::string& lines) { json_file_ << lines << std::flush; }) {
  if (options_.json) json_lines_.push_back(&json_progress_);
  if (!options_.json_into.empty()) json_lines_.push_back(&json_file_progress_);
  if (!options_.json && !options_.concise) progress_.Add(&text_progress_);
  for (engine::JsonProgress* lines : json_lines_) progress_.Add(lines);
  backend_context_ = {.files = &context.files,
                      .http = &http_,
                      .environment = &context.environment,
                      .clock = &context.clock,
                      .random = &context.random,
                      .sleeper = &sleeper_,
                      .file_locker = &file_locker_,
                      .remote_codecs = &remote_codecs_};
  providers_ = providers::MakeCatalogue(
      {
          .environment = context.environment,
          .files = context.files,
          .clock = context.clock,
          .random = context.random,
          .sleeper = sleeper_,
          .make_http_client = [](const http::ClientOptions& http) { return std::make_unique<http::CurlClient>(http); },
          .run_command = aws::RunShellCommand,
      },
      context.files, backend_context_);
}

Operation::~Operation() { GiveLockBack(); }

void Operation::GiveLockBack() {
  if (backend_ == nullptr || lock_id_.empty()) return;
  const std::string lock_id = std::exchange(lock_id_, std::string());
  if (Result<void> unlocked = backend_->Unlock(workspace_, lock_id); !unlocked.ok()) {
    context_.err << "rolecall: the state lock could not be given back: " << unlocked.error().message
                 << "\nWhen nobody works on this state any more, run: rolecall force-unlock " << lock_id << "\n";
  }
}

void Operation::LeaveAtOnce() {
  GiveLockBack();
  plugin::KillPlugins();
}

engine::RenderStyle Operation::style() const {
  return {.color = color_,
          .columns = context_.columns,
          .show_sensitive = options_.show_sensitive,
          .in_automation = !context_.environment.GetOr("TF_IN_AUTOMATION", "").empty()};
}

void Operation::Print(const std::string& text) {
  const std::lock_guard<std::mutex> lock(print_mutex_);
  context_.out << text << std::flush;
}

diag::SourceMap Operation::Sources() const {
  diag::SourceMap sources = variable_sources_;
  if (configuration_ != nullptr) sources.Append(configuration_->sources);
  return sources;
}

bool Operation::Report() {
  if (options_.quiet_load && keeper_ == nullptr) diagnostics_.DropWarnings();
  const bool good = !diagnostics_.HasErrors();
  if (good && holds_warnings_) return true;
  failed_ = failed_ || !good;
  const diag::SourceMap sources = Sources();
  context_.out.flush();
  const diag::Diagnostics told = ForReaders(std::move(diagnostics_));
  for (engine::JsonProgress* lines : json_lines_) {
    for (const diag::Diagnostic& diagnostic : told.list()) lines->Diagnostic(diagnostic, sources);
  }
  if (!options_.json) Show(told);
  diagnostics_ = {};
  return good;
}

void Operation::Show(const diag::Diagnostics& diagnostics) {
  std::ostream& warnings = context_.warns_on_out ? context_.out : context_.err;
  const bool color = color_ && (context_.warns_on_out || context_.err_is_terminal);
  context_.out.flush();
  diag::Diagnostics sorted = ForReaders(diagnostics);
  sorted.Sort();
  if (const auto compact = CompactWarnings(sorted, color); compact && options_.compact_warnings) {
    warnings << "\n" << *compact << std::flush;
    return;
  }
  const diag::Diagnostics shown = Consolidated(sorted, options_.consolidate_warnings, options_.consolidate_errors);
  const diag::SourceMap sources = Sources();
  for (const diag::Diagnostic& one : shown.list()) {
    const bool is_error = one.severity == diag::Severity::kError;
    const bool colored = is_error ? color_ && context_.err_is_terminal : color;
    (is_error ? context_.err : warnings) << diag::FormatDiagnostic(one, sources, Format(context_, colored))
                                         << (context_.spaces_problems ? "\n" : "") << std::flush;
  }
}

bool Operation::Fail(const std::string& summary, const Error& error) {
  diagnostics_.AddError(ErrorCodeName(error.code), summary, error.message);
  return Report();
}

int Operation::Finish() {
  LetWarningsGo();
  Report();
  return failed_ ? kExitError : kExitOk;
}

bool Operation::Load(const std::function<void()>& before_providers) {
  if (!OpenView()) return false;
  LoadFiles();
  if (before_providers) before_providers();
  ChooseProviders();
  if (configuration_ != nullptr && configuration_->IsEmpty() && !options_.may_be_empty) {
    diagnostics_.AddError(
        "no-configuration", "No configuration files",
        options_.says_empty != nullptr
            ? options_.says_empty
            : "The directory has no configuration files (*.tf, *.tf.json, *.tofu). Change to a directory "
              "that has, or use -chdir.");
  }
  return Report() && configuration_ != nullptr;
}

bool Operation::Reload() {
  LoadConfiguration({});
  return Report() && configuration_ != nullptr;
}

bool Operation::LoadForBackend() {
  if (!OpenView()) return false;
  LoadWith({.depth = engine::LoadDepth::kBlocks});
  return Report() && configuration_ != nullptr;
}

void Operation::LoadRoot() {
  if (!OpenView()) return;
  LoadWith({.depth = engine::LoadDepth::kRoot});
}

engine::EngineContext Operation::engine_context() const {
  std::error_code error;
  return {
      .files = &context_.files,
      .environment = &context_.environment,
      .clock = &context_.clock,
      .random = &context_.random,
      .providers = providers_.get(),
      .working_directory = std::filesystem::current_path(error).string(),
      .workspace = workspace_,
      .data_directory = data_directory_,
  };
}

void Operation::LoadQuietly() {
  LoadFiles();
  ChooseProviders();
}

void Operation::LoadFiles() { LoadWith({.goes_on = options_.is_walk}); }

void Operation::ChooseProviders() {
  if (configuration_ != nullptr) ChooseProviders(*configuration_);
}

void Operation::ChooseProviders(const engine::Configuration& configuration) {
  if (leaves_plugins_ || diagnostics_.HasErrors()) return;
  plugins_->Choose(configuration, options_.absent, diagnostics_);
}

void Operation::LoadWith(engine::LoadOptions load) {
  Result<std::string> workspace = engine::SelectedWorkspace(context_.files, context_.environment, data_directory_);
  if (!workspace.ok()) {
    diagnostics_.AddError("workspace", "Cannot read the selected workspace", workspace.error().message);
    return;
  }
  workspace_ = *workspace;
  MakeEngine();
  LoadConfiguration(std::move(load));
}

void Operation::MakeEngine() {
  if (plugins_ == nullptr) plugins_ = std::make_unique<Plugins>(context_, *providers_, data_directory_);
  engine_ = std::make_unique<engine::Engine>(working_context());
}

engine::EngineContext Operation::working_context() const {
  engine::EngineContext context = engine_context();
  context.providers = &plugins_->catalogue();
  context.provider_functions = &plugins_->functions();
  return context;
}

std::unique_ptr<engine::Configuration> Operation::LoadAside(const std::string& directory,
                                                            diag::Diagnostics& diagnostics, bool runs) {
  engine::LoadOptions load;
  Complete(load);
  if (!runs) load.installer = nullptr;
  std::unique_ptr<engine::Configuration> configuration = engine_->Load(directory, std::move(load), diagnostics);
  if (configuration == nullptr) return nullptr;
  variable_sources_.Append(configuration->sources);
  if (runs && !leaves_plugins_ && !diagnostics.HasErrors()) {
    plugins_->Choose(*configuration, options_.absent, diagnostics);
  }
  return configuration;
}

void Operation::LoadConfiguration(engine::LoadOptions load) {
  Complete(load);
  configuration_ = engine_->Load(options_.directory, std::move(load), diagnostics_);
}

// What every load has.
void Operation::Complete(engine::LoadOptions& load) {
  load.installer = installer_;
  load.variables = [this](const engine::Configuration& configuration) {
    std::map<std::string, value::Value> values;
    diag::Diagnostics ignored;  // reported when the variables are collected for good
    for (auto& [name, given] : engine::CollectVariables(configuration, context_.files, context_.environment,
                                                        options_.variables, nullptr, ignored)) {
      values[name] = given.value;
    }
    return values;
  };
}

bool Operation::AskForVariable(const std::string& name) {
  const engine::Variable& variable = configuration_->root->variables.at(name);
  const std::string description = variable.description.empty() ? "" : "  " + variable.description + "\n\n";
  Print(style().Bold("var." + name) + "\n" + description + "  " + style().Bold("Enter a value:") + " ");
  std::optional<std::string> line;
  {
    const SilentInput silent(variable.sensitive && context_.in_is_terminal);
    line = ReadLine(context_);
  }
  if (!line) return false;
  Print("\n");
  engine::GivenVariable given;
  given.value = engine::ParseVariableText(variable, *line, "the prompt", diagnostics_);
  given.source = "the prompt";
  variables_[name] = std::move(given);
  return true;
}

void Operation::CheckVariableFiles() {
  if (configuration_ == nullptr) return;
  engine::CheckVariableFiles(*configuration_, context_.files, options_.variables, &variable_sources_, diagnostics_);
}

bool Operation::CollectVariables(bool ask) {
  variables_ = engine::CollectVariables(*configuration_, context_.files, context_.environment, options_.variables,
                                        &variable_sources_, diagnostics_);
  for (const std::string& name : engine::MissingVariables(*configuration_, variables_)) {
    if (ask && context_.in_is_terminal && MayAsk(context_, options_) && AskForVariable(name)) continue;
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

engine::Plan Operation::MakePlan(const engine::PlanOptions& options) {
  const InterruptWatch watch(
      context_.interrupt, [this](const std::string& text) { PrintInterrupt(text); }, [this] { LeaveAtOnce(); });
  engine::Plan plan = engine_->MakePlan(*configuration_, variables_, keeper_->state(), options, diagnostics_);
  const bool is_partial = !options.targets.empty() || !options.excludes.empty();
  if (is_partial && options.adopts.empty() && plan.walked) engine::WarnOfPartialPlan(diagnostics_);
  return plan;
}

void Operation::PrintInterrupt(const std::string& text) {
  if (options_.json) return json_progress_.Log("Interrupt received. Please wait, or data loss may occur.");
  Print(text);
}

bool Operation::Confirm(const std::string& question, const std::string& explanation) {
  return Ask(question, explanation).value_or(false);
}

std::optional<bool> Operation::Ask(const std::string& question, const std::string& explanation) {
  if (!asks()) return std::nullopt;
  const std::optional<std::string> line = AskLine(question, explanation);
  if (!line) return std::nullopt;
  return *line == "yes";
}

bool Operation::asks() const { return MayAsk(context_, options_); }

std::optional<std::string> Operation::AskLine(const std::string& question, const std::string& explanation) {
  const engine::RenderStyle style = this->style();
  Print(style.Bold(question) + "\n" + explanation + "\n\n  " + style.Bold("Enter a value:") + " ");
  std::optional<std::string> line = ReadLine(context_);
  Print("\n");
  return line;
}

}  // namespace rolecall::cli
