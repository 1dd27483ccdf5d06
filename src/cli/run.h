// The command line: from its words to one command of the catalogue.
//
//   return cli::RunCommandLine(context, {argv + 1, argv + argc});
#ifndef ROLECALL_CLI_RUN_H_
#define ROLECALL_CLI_RUN_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/command.h"

namespace rolecall::cli {

// Every command, in the order that help shows them.
std::vector<std::unique_ptr<Command>> MakeCommands();

// What to say of a command that OpenTofu or Terraform has and we do not ("login", "providers lock"); nothing for all
// other names.
std::optional<std::string> WhyNotHere(const std::string& name);

// The whole command line without the program's name. Answers the exit code.
int RunCommandLine(CommandContext& context, std::vector<std::string> arguments);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_RUN_H_
