// `rolecall graph`.
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"

namespace rolecall::cli {
namespace {

class GraphCommand final : public Command {
 public:
  std::string name() const override { return "graph"; }
  std::string summary() const override { return "Print what depends on what, for Graphviz"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "The output is in the DOT language: rolecall graph | dot -Tsvg >graph.svg. All types of graph are the\n"
           "configuration's: what a plan walks.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    flags.Text("type", "TYPE", &type_, "plan, plan-refresh-only, plan-destroy or apply [plan]");
    flags.Text("plan", "FILE", &plan_, "Refused: the graph is made of the configuration");
    flags.Switch("draw-cycles", &draw_cycles_, "Taken and without effect: cycles are reported by name");
    flags.Switch("verbose", &verbose_, "Taken and without effect");
    flags.Number("module-depth", "N", &module_depth_, "Taken and without effect");
  }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    if (!plan_.empty()) return Fail(context, "graph -plan is not here: the graph is made of the configuration");
    options_.quiet_load = true;
    options_.is_walk = true;
    options_.absent = AbsentPlugins::kRefused;
    Operation operation(context, options_);
    if (!operation.Load()) return operation.Finish();
    operation.CheckVariableFiles();
    if (!operation.Report()) return operation.Finish();
    if (!IsKnownType()) {
      operation.Fail("Unsupported graph type",
                     {ErrorCode::kInvalidArgument,
                      "The -type=... argument must be either \"plan\", \"plan-refresh-only\", \"plan-destroy\", or "
                      "\"apply\"."});
      return operation.Finish();
    }
    const std::string text = operation.engine().DescribeGraph(operation.configuration(), operation.diagnostics());
    if (operation.Report()) operation.Print(text + "\n");
    return operation.Finish();
  }

 private:
  bool IsKnownType() const {
    for (const char* known : {"", "plan", "plan-refresh-only", "plan-destroy", "apply"}) {
      if (type_ == known) return true;
    }
    return false;
  }

  OperationOptions options_;
  std::string plan_, type_;
  bool draw_cycles_ = false, verbose_ = false;
  int module_depth_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakeGraphCommand() { return std::make_unique<GraphCommand>(); }

}  // namespace rolecall::cli
