// `rolecall simulate`: policy decisions as data, from standard input.
#include "policy/simulate.h"

#include <istream>
#include <iterator>
#include <ostream>

#include "cli/commands.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxInputBytes = 16u << 20;

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
    flags.Switch("batch", &batch_, "One object a line");
    flags.Switch("explain", &explain_, "With every statement: what matched and what did not");
  }

  int Run(World& world, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(world, *this, "unexpected argument " + positional.front());
    bool failed = false;
    const auto answer = [&](const std::string& text) {
      const policy::SimulateAnswer result = policy::SimulateOne(text, explain_);
      failed = failed || !result.ok;
      world.out << result.json << "\n";
    };
    if (batch_) {
      for (std::string line; std::getline(world.in, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) answer(line);
      }
    } else {
      std::string text;
      for (std::istreambuf_iterator<char> at(world.in), end; at != end; ++at) {
        if (text.size() == kMaxInputBytes) return Fail(world, "the input is larger than the limit of 16 MiB");
        text += *at;
      }
      answer(text);
    }
    return failed ? kExitError : kExitOk;
  }

 private:
  bool batch_ = false;
  bool explain_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeSimulateCommand() { return std::make_unique<SimulateCommand>(); }

}  // namespace rolecall::cli
