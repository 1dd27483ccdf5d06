// `rolecall check …`: questions about access with an exit code. A factory for each, defined in check.cc.
#ifndef ROLECALL_CLI_CHECK_COMMANDS_H_
#define ROLECALL_CLI_CHECK_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeCheckNoNewAccessCommand();
std::unique_ptr<Command> MakeCheckNotGrantedCommand();
std::unique_ptr<Command> MakeCheckNoPublicCommand();
std::unique_ptr<Command> MakeCheckContractsCommand();
std::unique_ptr<Command> MakeRehearseCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CHECK_COMMANDS_H_
