// `rolecall completion`: made from the same declarations as the help.
#include <ostream>

#include "cli/commands.h"
#include "cli/completion_scripts.h"
#include "cli/run.h"

namespace rolecall::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(const std::vector<CompletedCommand>&);
};
constexpr Shell kShells[] = {{"bash", BashScript}, {"zsh", ZshScript}, {"fish", FishScript}};

class CompletionCommand final : public Command {
 public:
  std::string name() const override { return "completion"; }
  std::string summary() const override { return "Print the completion script for a shell"; }
  std::string usage() const override { return "bash|zsh|fish"; }
  std::string details() const override {
    return "In ~/.bashrc or ~/.zshrc: source <(rolecall completion bash), or zsh; in fish: rolecall completion fish |\n"
           "source.";
  }
  void Declare(Flags&) override {}

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    for (const Shell& shell : kShells) {
      if (positional.size() != 1 || positional.front() != shell.name) continue;
      context.out << shell.script(Table());
      return kExitOk;
    }
    return FailUsage(context, *this, "name a shell: bash, zsh or fish");
  }

 private:
  static std::vector<CompletedCommand> Table() {
    std::vector<CompletedCommand> table;
    for (const auto& command : MakeCommands()) {
      CompletedCommand row{.name = command->name(), .summary = command->summary()};
      Flags flags;
      command->Declare(flags);
      for (const Flag& flag : flags.list()) {
        row.flags.push_back({flag.name, !flag.placeholder.empty() && !flag.is_value_optional, flag.help});
      }
      if (row.name == "completion") row.words = {"bash", "zsh", "fish"};
      table.push_back(std::move(row));
    }
    return table;
  }
};

}  // namespace

std::unique_ptr<Command> MakeCompletionCommand() { return std::make_unique<CompletionCommand>(); }

}  // namespace rolecall::cli
