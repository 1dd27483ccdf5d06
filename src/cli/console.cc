// `rolecall console`: expressions from standard input, one a line, in the context of a directory.
#include <boost/json.hpp>
#include <istream>
#include <ostream>

#include "cli/commands.h"
#include "cli/operation.h"
#include "cli/typed_values.h"
#include "engine/render_value.h"
#include "engine/state_file.h"
#include "value/json.h"

namespace rolecall::cli {
namespace {

class ConsoleCommand final : public Command {
 public:
  std::string name() const override { return "console"; }
  std::string summary() const override { return "Evaluate expressions"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Reads one expression a line. With -json each answer is one line: {\"type\":…,\"value\":…},\n"
           "{\"unknown\":true,\"type\":…} or {\"error\":…}.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    flags.Switch("json", &json_, "Print JSON, one line for each expression");
    flags.Text("state", "FILE", &state_file_, "Use this state file instead of the backend's");
    flags.Text("vars-json", "FILE", &vars_json_,
               "More root names, as typed values: {\"NAME\": {\"k\": KIND, \"v\": VALUE}}");
  }

  int Run(World& world, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(world, *this, "too many command line arguments");
    Operation operation(world, options_);
    if (!operation.Load() || !operation.CollectVariables(false)) return operation.Finish();
    Result<engine::State> state = ReadState(operation);
    if (!state.ok()) {
      operation.Fail("Failed to load state", state.error());
      return operation.Finish();
    }
    value::Value extra = value::Value::Object({});
    if (!vars_json_.empty()) {
      Result<value::Value> read = ReadTypedValues(world.files, vars_json_);
      if (!read.ok()) return Fail(world, read.error().message);
      extra = *std::move(read);
    }
    const std::unique_ptr<engine::Session::Console> console = operation.session().OpenConsole(
        operation.configuration(), operation.variables(), *state, extra, operation.diagnostics());
    if (!operation.Report() || console == nullptr) return kExitError;
    return Loop(operation, *console);
  }

 private:
  Result<engine::State> ReadState(Operation& operation) {
    if (!state_file_.empty()) {
      ROLECALL_TRY(std::string bytes, operation.world().files.Read(state_file_, engine::kMaxStateBytes));
      return engine::ReadStateFile(bytes);
    }
    if (!operation.OpenState("")) return Error{ErrorCode::kUnavailable, "the state could not be read"};
    return operation.keeper().state();
  }

  int Loop(Operation& operation, engine::Session::Console& console) {
    World& world = operation.world();
    const bool prompt = world.in_is_terminal && world.out_is_terminal;
    bool failed = false;
    std::string line;
    while ((prompt ? world.out << "> " << std::flush : world.out), std::getline(world.in, line)) {
      if (line == "exit" || line == "quit") break;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      diag::Diagnostics diagnostics;
      const value::Value value = console.Evaluate(line, diagnostics);
      failed = failed || diagnostics.HasErrors();
      if (json_) {
        operation.Print(JsonAnswer(value, diagnostics) + "\n");
      } else if (diagnostics.HasErrors()) {
        operation.diagnostics() = std::move(diagnostics);
        operation.Report();
      } else {
        operation.Print(engine::RenderValue(value) + "\n");
      }
    }
    return failed && !prompt && !json_ ? kExitError : kExitOk;
  }

  static std::string JsonAnswer(const value::Value& value, const diag::Diagnostics& diagnostics) {
    if (diagnostics.HasErrors()) {
      std::string text;
      for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
        if (diagnostic.severity != diag::Severity::kError) continue;
        if (!text.empty()) text += "\n";
        text += diagnostic.summary + (diagnostic.detail.empty() ? "" : ": " + diagnostic.detail);
      }
      return boost::json::serialize(boost::json::object{{"error", text}});
    }
    const value::Value plain = value.UnmarkDeep();
    const std::string type = value::TypeToJson(plain.type());
    const std::string sensitive = value.HasMarkDeep(value::kSensitive) ? ",\"sensitive\":true" : "";
    if (!plain.IsWhollyKnown()) return "{\"unknown\":true,\"type\":" + type + sensitive + "}";
    const auto json = value::ToJson(plain);
    if (!json.ok()) return boost::json::serialize(boost::json::object{{"error", json.error().message}});
    return "{\"type\":" + type + ",\"value\":" + *json + sensitive + "}";
  }

  OperationOptions options_;
  bool json_ = false;
  std::string state_file_;
  std::string vars_json_;
};

}  // namespace

std::unique_ptr<Command> MakeConsoleCommand() { return std::make_unique<ConsoleCommand>(); }

}  // namespace rolecall::cli
