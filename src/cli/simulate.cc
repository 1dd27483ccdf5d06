// `rolecall simulate`: policy decisions as data, from standard input.
#include "cli/commands.h"
#include "cli/simulate_stream.h"

namespace rolecall::cli {
namespace {

class SimulateCommand final : public Command {
 public:
  std::string name() const override { return "simulate"; }
  std::string summary() const override { return "Decide a request with its policies, read from standard input"; }
  std::string usage() const override { return "[--batch] [-explain]"; }
  std::string details() const override {
    return "The input is one JSON object with request, identityPolicies, resourcePolicy, boundaries, sessionPolicies, "
           "scps,\n"
           "rcps and endpointPolicies; with --batch one such object a line, answered one line each. Exit 0 if every "
           "object\n"
           "was answered, whatever the decision; 1 if one could not be read.";
  }
  void Declare(Flags& flags) override {
    flags.Switch("batch", &options_.batch, "One object a line");
    flags.Switch("explain", &options_.explain, "With every statement: what matched and what did not");
  }

  int Run(World& world, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(world, *this, "unexpected argument " + positional.front());
    return RunSimulate(world.in, world.out, options_);
  }

 private:
  SimulateOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeSimulateCommand() { return std::make_unique<SimulateCommand>(); }

}  // namespace rolecall::cli
