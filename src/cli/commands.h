// The commands about the program itself: `completion` and `reference`, made of what all others declare about
// themselves, and `errors`, the pages of error texts and checks. They stand here because they know all rooms of cli/.
// MakeCommands() (cli/run.h) lists them and all others.
#ifndef ROLECALL_CLI_COMMANDS_H_
#define ROLECALL_CLI_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeCompletionCommand();
std::unique_ptr<Command> MakeErrorsCommand();
std::unique_ptr<Command> MakeReferenceCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_COMMANDS_H_
