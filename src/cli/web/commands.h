// `rolecall web`: the page, in a browser on this machine.
#ifndef ROLECALL_CLI_WEB_COMMANDS_H_
#define ROLECALL_CLI_WEB_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeWebCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_COMMANDS_H_
