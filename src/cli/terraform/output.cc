// `rolecall output` and `rolecall show`: what the state (or a saved plan) holds.
#include "access/change/access_change.h"
#include "cli/frame/file_error.h"
#include "cli/operation/document_view.h"
#include "cli/operation/operation.h"
#include "cli/operation/saved_plan.h"
#include "cli/terraform/commands.h"
#include "engine/render/render_plan.h"
#include "engine/render/render_state.h"
#include "engine/render/render_value.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

class OutputCommand final : public Command {
 public:
  std::string name() const override { return "output"; }
  std::string summary() const override { return "Print the outputs of the state"; }
  std::string usage() const override { return "[options] [NAME]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    view_.Declare(flags, "Print JSON, sensitive values too");
    flags.Switch("raw", &raw_, "Print one string, number or bool as it is");
    options_.DeclareVariables(flags);
    options_.DeclareStateFile(flags);
    flags.Switch("no-color", &options_.no_color, "No colours");
    flags.Switch("show-sensitive", &options_.show_sensitive, "Show sensitive values");
  }

  void CheckArguments(const CommandContext&, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    if (raw_ && view_.json()) {
      problems.AddError("wrong-arguments", "Invalid output format",
                        "The -raw and -json options are mutually-exclusive.");
    } else if (raw_ && !Names(parsed.positional)) {
      problems.AddError("wrong-arguments", "Output name required",
                        "You must give the name of a single output value when using the -raw option.");
    }
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    options_.quiet_load = true;
    Operation operation(context, options_);
    if (!view_.Open(operation) || !operation.LoadForBackend() || !operation.CollectVariables(false) ||
        !operation.OpenState("")) {
      return operation.Finish();
    }
    const engine::State state = operation.keeper().state();
    if (state.outputs.empty() && !view_.json()) return WarnOfNone(operation);
    if (!Names(positional)) {
      view_.Show(
          operation, [&] { return engine::RenderOutputs(state, operation.style()); },
          [&] { return engine::OutputsToJson(state) + "\n"; });
      return operation.Finish();
    }
    const auto found = state.outputs.find(positional.front());
    if (found == state.outputs.end()) {
      operation.Fail("Output \"" + positional.front() + "\" not found",
                     {ErrorCode::kNotFound,
                      "The output variable requested could not be found in the state file. If you recently "
                      "added this to your configuration, be sure to run `rolecall apply`, since the state "
                      "won't be updated with new output variables until that command is run."});
      return operation.Finish();
    }
    return PrintOne(operation, found->first, found->second);
  }

 private:
  // An empty name is none.
  static bool Names(const std::vector<std::string>& positional) {
    return !positional.empty() && !positional.front().empty();
  }

  // As in OpenTofu no error, also where one output is asked for.
  static int WarnOfNone(Operation& operation) {
    operation.diagnostics().AddWarning(
        "no-outputs", "No outputs found",
        "The state file either has no outputs defined, or all the defined outputs are empty. Please define an output "
        "in your configuration with the `output` keyword and run `rolecall refresh` for it to become available. If you "
        "are using interpolation, please verify the interpolated value is not empty. You can use the `rolecall "
        "console` command to assist.");
    return operation.Finish();
  }

  int PrintOne(Operation& operation, const std::string& name, const engine::OutputState& output) const {
    Result<std::string> text = std::string();
    if (!view_.json()) text = raw_ ? engine::RawOutput(name, output) : Rendered(output);
    if (text.ok()) {
      view_.Show(
          operation, [&] { return *text; }, [&] { return engine::OutputToJson(output) + "\n"; });
    } else {
      operation.Fail(raw_ ? "Unsupported value for raw output" : "Cannot read output", text.error());
    }
    return operation.Finish();
  }

  static Result<std::string> Rendered(const engine::OutputState& output) {
    ROLECALL_TRY(value::Value value, engine::OutputValue(output));
    return engine::RenderValue(value) + "\n";
  }

  OperationOptions options_;
  DocumentView view_;
  bool raw_ = false;
};

// What a saved plan changes for service accounts; predicted only from the configuration that it was made from.
access::AccessChanges AccessOf(Operation& operation, const engine::SavedPlan& saved) {
  const bool same = saved.configuration_hash == ConfigurationHash(operation);
  return access::AccessOfPlan(operation.engine_context(), same ? &operation.configuration() : nullptr, saved.plan);
}

class ShowCommand final : public Command {
 public:
  std::string name() const override { return "show"; }
  std::string summary() const override { return "Show the state, a state file or a saved plan"; }
  std::string usage() const override { return "[options] [FILE]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    view_.Declare(flags, "Print JSON, sensitive values too");
    flags.Switch("state", &state_, "Show the state of the workspace, as without a file");
    flags.Text("plan", "FILE", &plan_, "Show a saved plan");
    flags.Switch("config", &config_, "With -json: show the configuration");
    flags.Text("module", "DIR", &module_, "With -json: show the configuration of one folder, without what it calls");
    options_.DeclareVariables(flags);
    flags.Switch("no-color", &options_.no_color, "No colours");
    flags.Switch("show-sensitive", &options_.show_sensitive, "Show sensitive values");
  }

  void CheckArguments(const CommandContext&, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    const auto wrong = [&](const char* summary, const char* detail) {
      problems.AddError("wrong-arguments", summary, detail);
    };
    const int kinds = (state_ ? 1 : 0) + (plan_.empty() ? 0 : 1) + (config_ ? 1 : 0) + (module_.empty() ? 0 : 1);
    if (config_ && !view_.json()) {
      wrong("JSON output required for configuration", "The -config option requires -json to be specified.");
    } else if (!module_.empty() && !view_.json()) {
      wrong("JSON output required for module", "The -module=DIR option requires -json to be specified.");
    } else if (kinds == 0 && parsed.positional.size() > 1) {
      wrong("Too many command line arguments",
            "Expected at most one positional argument for the legacy positional argument mode.");
    } else if (kinds > 0 && !parsed.positional.empty()) {
      wrong("Unexpected command line arguments",
            "This command does not expect any positional arguments when using a target-selection option.");
    } else if (kinds > 1) {
      wrong("Conflicting object types to show",
            "The -state, -plan=FILENAME, -config, and -module=DIR options are mutually-exclusive, to specify which "
            "kind of object to show.");
    }
  }

  int Run(CommandContext& context, const std::vector<std::string>& arguments) override {
    std::vector<std::string> positional = arguments;
    if (!plan_.empty()) positional.push_back(plan_);
    options_.may_be_empty = !config_;
    options_.quiet_load = true;
    Operation operation(context, options_);
    if (!view_.Open(operation)) return operation.Finish();
    if (!module_.empty()) return ShowModule(operation);
    if (!operation.Load()) return operation.Finish();
    // The schemas of the providers are needed to read attributes.
    diag::Diagnostics unused;
    operation.engine().Validate(operation.configuration(), unused);
    if (config_) return ShowConfiguration(operation);
    if (!positional.empty()) {
      if (!operation.CollectVariables(false) || !operation.ReadEncryption()) return operation.Finish();
      return ShowFile(operation, positional.front());
    }
    if (!operation.CollectVariables(false) || !operation.OpenState("")) return operation.Finish();
    ShowState(operation, operation.keeper().state(), operation.keeper().exists());
    return operation.Finish();
  }

 private:
  int ShowModule(Operation& operation) const {
    if (!operation.LoadForBackend()) return operation.Finish();
    engine::LoadOptions load;
    load.depth = engine::LoadDepth::kBlocks;
    const std::unique_ptr<engine::Configuration> module =
        operation.engine().Load(module_, std::move(load), operation.diagnostics());
    if (module != nullptr) operation.AddSources(module->sources);
    if (!operation.Report() || module == nullptr) return operation.Finish();
    operation.Print(engine::ConfigurationDocument(*module, operation.engine().schemas()) + "\n");
    return operation.Finish();
  }

  static int ShowConfiguration(Operation& operation) {
    operation.Print(engine::ConfigurationDocument(operation.configuration(), operation.engine().schemas()) + "\n");
    return operation.Finish();
  }

  void ShowState(Operation& operation, const engine::State& state, bool exists = true) const {
    const engine::Schemas& schemas = operation.engine().schemas();
    view_.Show(
        operation,
        [&] { return exists ? engine::RenderState(state, schemas, operation.style()) : std::string("No state.\n"); },
        [&] { return engine::StateToJson(state, schemas, kLanguageVersion) + "\n"; });
  }

  void ShowPlan(Operation& operation, const engine::SavedPlan& saved) const {
    const engine::Schemas& schemas = operation.engine().schemas();
    const access::AccessChanges access = AccessOf(operation, saved);
    view_.Show(
        operation,
        [&] {
          return engine::RenderPlan(saved.plan, schemas, operation.style()) +
                 access::AccessText(access, operation.style().color);
        },
        [&] {
          return engine::PlanToJson(saved.plan, &operation.configuration(), schemas, kLanguageVersion,
                                    access::AccessJson(access)) +
                 "\n";
        });
  }

  int ShowFile(Operation& operation, const std::string& path) const {
    Result<std::string> bytes = operation.context().files.Read(path, 4 * engine::kMaxStateBytes);
    if (!bytes.ok()) {
      const std::string why = FileError(bytes.error());
      operation.Fail("Failed to read the given file as a state or plan file",
                     {bytes.error().code, "State read error: Error loading statefile: " + why +
                                              "\n\nPlan read error: couldn't load the provided path as either a local "
                                              "plan file (" +
                                              why + ") or a saved cloud plan (" + why + ")"});
      return operation.Finish();
    }
    bytes = operation.OpenBytes(*std::move(bytes));
    if (!bytes.ok()) {
      operation.Fail("Failed to read the given file as a state or plan file", bytes.error());
      return operation.Finish();
    }
    if (!engine::LooksLikePlan(*bytes)) {
      const Result<engine::State> state = engine::ReadStateFile(*bytes);
      if (state.ok()) {
        ShowState(operation, *state);
      } else {
        operation.Fail("Failed to read the given file as a state or plan file", state.error());
      }
      return operation.Finish();
    }
    const Result<engine::SavedPlan> saved = engine::DecodePlan(*bytes);
    const Result<void> fits =
        saved.ok() ? engine::CheckTypes(saved->plan, operation.engine().schemas()) : Result<void>(saved.error());
    if (!fits.ok()) {
      operation.Fail("Failed to read \"" + path + "\" as a plan file", fits.error());
    } else {
      ShowPlan(operation, *saved);
    }
    return operation.Finish();
  }

  OperationOptions options_;
  DocumentView view_;
  bool state_ = false;
  bool config_ = false;
  std::string plan_, module_;
};

}  // namespace

std::unique_ptr<Command> MakeOutputCommand() { return std::make_unique<OutputCommand>(); }
std::unique_ptr<Command> MakeShowCommand() { return std::make_unique<ShowCommand>(); }

}  // namespace rolecall::cli
