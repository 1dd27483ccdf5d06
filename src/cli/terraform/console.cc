// `rolecall console`: expressions from standard input, one a line, in the context of a directory.
#include <boost/json.hpp>
#include <istream>
#include <ostream>
#include <utility>

#include "cli/frame/read_line.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/typed_values.h"
#include "engine/render/render_value.h"
#include "engine/state/state_file.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"
#include "value/json.h"

namespace rolecall::cli {
namespace {

class ConsoleCommand final : public Command {
 public:
  std::string name() const override { return "console"; }
  std::string summary() const override { return "Evaluate expressions"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Reads one expression a line; one with open brackets or an open heredoc, or with a backslash at the end of "
           "a "
           "line,\ngoes on in the next. type(EXPRESSION) tells a type. With -json each answer is one line: "
           "{\"type\":…,\"value\":…},\n"
           "{\"unknown\":true,\"type\":…} or {\"error\":…}.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareState(flags);
    flags.Switch("json", &json_, "Print JSON, one line for each expression");
    flags.Text("json-into", "FILE", &options_.json_into, "Write lines of JSON to a file, beside the text");
    flags.Text("state", "FILE", &state_file_, "Use this state file instead of the backend's");
    flags.Text("vars-json", "FILE", &vars_json_,
               "More root names, as typed values: {\"NAME\": {\"k\": KIND, \"v\": VALUE}}");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    options_.may_be_empty = true;
    options_.is_walk = true;
    options_.absent = AbsentPlugins::kRefused;
    options_.quiet_load = json_;
    Operation operation(context, options_);
    if (!operation.Load() || !operation.CollectVariables(false)) return operation.Finish();
    engine::State state;
    if (!ReadState(operation, state)) return operation.Finish();
    value::Value extra = value::Value::Object({});
    if (!vars_json_.empty()) {
      Result<value::Value> read = ReadTypedValues(context.files, vars_json_);
      if (!read.ok()) return Fail(context, read.error().message);
      extra = *std::move(read);
    }
    const engine::RootVariables variables = WithUnknowns(operation);
    const std::unique_ptr<engine::Engine::Console> console =
        operation.engine().OpenConsole(operation.configuration(), variables, state, extra, operation.diagnostics());
    if (!operation.Report() || console == nullptr) return kExitError;
    return Loop(operation, *console);
  }

 private:
  // Variables without a value are unknown: nobody is asked.
  static engine::RootVariables WithUnknowns(const Operation& operation) {
    engine::RootVariables variables = operation.variables();
    for (const std::string& name : engine::MissingVariables(operation.configuration(), variables)) {
      const engine::Variable& declared = operation.configuration().root->variables.at(name);
      variables[name] = {value::Value::Unknown(value::WithoutOptional(declared.constraint.type)), {}, "unknown"};
    }
    return variables;
  }

  // The backend's, which is locked as long as it is asked about, or that of -state; none is empty. False: reported.
  bool ReadState(Operation& operation, engine::State& state) const {
    if (state_file_.empty()) {
      if (!operation.OpenState("OperationTypeInvalid")) return false;
      state = operation.keeper().state();
      return true;
    }
    if (!operation.context().files.Exists(state_file_)) return true;
    if (!operation.ReadEncryption()) return false;
    Result<std::string> bytes = operation.context().files.Read(state_file_, engine::kMaxStateBytes);
    Result<engine::State> read =
        bytes.ok() ? operation.ReadStateBytes(*std::move(bytes)) : Result<engine::State>(bytes.error());
    if (!read.ok()) return operation.Fail("Failed to load state", read.error());
    state = *std::move(read);
    return true;
  }

  int Loop(Operation& operation, engine::Engine::Console& console) {
    CommandContext& context = operation.context();
    const bool prompt = context.in_is_terminal && context.out_is_terminal;
    bool failed = false;
    std::string expression;  // of several lines while brackets, a heredoc or a line's last backslash say so
    std::optional<std::string> line;
    while ((prompt ? context.out << (expression.empty() ? "> " : ": ") << std::flush : context.out),
           line = ReadLine(context)) {
      if (expression.empty() && (line == "exit" || line == "quit")) break;
      expression += *line;
      if (GoesOn(expression)) continue;
      failed = Answer(operation, console, std::exchange(expression, "")) || failed;
    }
    if (!expression.empty()) failed = Answer(operation, console, expression) || failed;
    return failed && !prompt && !json_ ? kExitError : kExitOk;
  }

  // Whether the expression needs another line; makes it ready for that.
  static bool GoesOn(std::string& expression) {
    if (!expression.empty() && expression.back() == '\\') {
      expression.back() = ' ';
      return true;
    }
    if (!hcl::IsUnfinished(expression) || expression.size() > hcl::kMaxSourceBytes) return false;
    expression += "\n";
    return true;
  }

  // Evaluates one expression and prints the answer. True if that failed.
  bool Answer(Operation& operation, engine::Engine::Console& console, const std::string& expression) {
    if (expression.find_first_not_of(" \t\r\n") == std::string::npos) return false;
    diag::Diagnostics diagnostics;
    const engine::Engine::Console::Answer answer = console.Evaluate(expression, diagnostics);
    const bool failed = diagnostics.HasErrors();
    if (json_) {
      operation.Print(JsonAnswer(answer, diagnostics) + "\n");
    } else if (failed) {
      operation.diagnostics() = std::move(diagnostics);
      operation.Report();
    } else {
      const std::string text =
          answer.is_type_question ? engine::RenderType(answer.value.type()) : engine::RenderValue(answer.value);
      operation.Say(text + "\n", text);
    }
    return failed;
  }

  static std::string JsonAnswer(const engine::Engine::Console::Answer& answer, const diag::Diagnostics& diagnostics) {
    if (diagnostics.HasErrors()) {
      std::string text;
      for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
        if (diagnostic.severity != diag::Severity::kError) continue;
        if (!text.empty()) text += "\n";
        text += diagnostic.summary + (diagnostic.detail.empty() ? "" : ": " + diagnostic.detail);
      }
      return boost::json::serialize(boost::json::object{{"error", text}});
    }
    const value::Value& value = answer.value;
    const value::Value plain = value.UnmarkDeep();
    const std::string type = value::TypeToJson(plain.type());
    if (answer.is_type_question) return "{\"type\":\"type\",\"value\":" + type + "}";
    const std::string sensitive = value.HasMarkDeep(value::kSensitive) ? ",\"sensitive\":true" : "";
    if (plain.type().IsNumber() && plain.IsKnown() && !plain.IsNull() && plain.AsNumber().IsInfinite()) {
      return "{\"type\":\"number\",\"value\":" + std::string(plain.AsNumber().Sign() < 0 ? "\"-inf\"" : "\"inf\"") +
             sensitive + "}";
    }
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
