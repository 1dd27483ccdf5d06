// `rolecall web`: the page, in a browser on this machine; and `rolecall serve`, which may have it at its own address.
#ifndef ROLECALL_CLI_WEB_COMMANDS_H_
#define ROLECALL_CLI_WEB_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeServeCommand();
std::unique_ptr<Command> MakeWebCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_COMMANDS_H_
