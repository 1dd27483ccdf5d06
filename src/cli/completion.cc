// `rolecall completion`: made from the same declarations as the help.
#include <algorithm>
#include <ostream>

#include "cli/commands.h"
#include "cli/run.h"

namespace rolecall::cli {
namespace {

class CompletionCommand final : public Command {
 public:
  std::string name() const override { return "completion"; }
  std::string summary() const override { return "Print the completion script for a shell"; }
  std::string usage() const override { return "bash"; }
  std::string details() const override { return "For example in ~/.bashrc: source <(rolecall completion bash)"; }
  void Declare(Flags&) override {}

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional != std::vector<std::string>{"bash"}) {
      return FailUsage(context, *this, "name a shell; bash is the one we have");
    }
    context.out << "# bash completion of rolecall; made by `rolecall completion bash`\n_rolecall() {\n"
                   "  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=\n"
                   "  [ \"$COMP_CWORD\" -gt 2 ] && case \"$command ${COMP_WORDS[2]}\" in\n";
    const auto commands = MakeCommands();
    for (const auto& command : commands) {
      if (command->name().find(' ') != std::string::npos) {
        context.out << "    '" << command->name() << "') words='" << FlagWords(*command) << "' ;;\n";
      }
    }
    context.out << "  esac\n  if [ \"$COMP_CWORD\" = 1 ]; then words='" << FirstWords(commands)
                << "'; elif [ -z \"$words\" ]; then case $command in\n";
    for (const auto& [family, words] : Families(commands)) {
      context.out << "    " << family << ") words='" << words << "' ;;\n";
    }
    for (const auto& command : commands) {
      if (command->name().find(' ') == std::string::npos) {
        context.out << "    " << command->name() << ") words='" << FlagWords(*command) << "' ;;\n";
      }
    }
    context.out << "  esac; fi\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
                   "  [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n}\n"
                   "complete -o filenames -F _rolecall rolecall\n";
    return kExitOk;
  }

 private:
  using Commands = std::vector<std::unique_ptr<Command>>;

  static std::string FlagWords(Command& command) {
    Flags flags;
    command.Declare(flags);
    std::string words = "-help";
    for (const Flag& flag : flags.list()) words += " -" + flag.name + (flag.placeholder.empty() || flag.is_value_optional ? "" : "=");
    return words;
  }
  static std::map<std::string, std::string> Families(const Commands& commands) {
    std::map<std::string, std::string> families;
    for (const auto& command : commands) {
      const std::size_t space = command->name().find(' ');
      if (space != std::string::npos) {
        families[command->name().substr(0, space)] += command->name().substr(space + 1) + " ";
      }
    }
    return families;
  }
  static std::string FirstWords(const Commands& commands) {
    std::string words = "-chdir= -help -version help";
    for (const auto& [family, subcommands] : Families(commands)) words += " " + family;
    for (const auto& command : commands) {
      if (command->name().find(' ') == std::string::npos) words += " " + command->name();
    }
    return words;
  }
};

}  // namespace

std::unique_ptr<Command> MakeCompletionCommand() { return std::make_unique<CompletionCommand>(); }

}  // namespace rolecall::cli
