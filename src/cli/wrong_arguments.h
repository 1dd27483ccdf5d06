// Wrong arguments of Terraform's commands, as OpenTofu's command of that name tells them: all of them together, with
// the command's help page or how to get it below, or as lines of JSON.
//
//   diag::Diagnostics problems = WrongArguments(context, command, parsed);
//   if (problems.HasErrors()) return TellWrongArguments(context, command, parsed, problems);
#ifndef ROLECALL_CLI_WRONG_ARGUMENTS_H_
#define ROLECALL_CLI_WRONG_ARGUMENTS_H_

#include "cli/frame/command.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {

diag::Diagnostics WrongArguments(const CommandContext& context, Command& command, const ParsedFlags& parsed);

// Whether OpenTofu's command of that name has a blank line behind each diagnostic.
bool SpacesProblems(const Command& command);

// Answers kExitError.
int TellWrongArguments(CommandContext& context, Command& command, const ParsedFlags& parsed,
                       const diag::Diagnostics& problems);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WRONG_ARGUMENTS_H_
