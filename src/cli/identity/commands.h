// The commands of the identity plane and about it: a factory for each, defined in the file of its name. A command is
// made for one call: Declare(), then Run() once. Those that need a plane find it by -endpoint or AWS_ENDPOINT_URL
// (cli/plane); those that ask about identities read them by access_source.h.
#ifndef ROLECALL_CLI_IDENTITY_COMMANDS_H_
#define ROLECALL_CLI_IDENTITY_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeEnvCommand();
std::unique_ptr<Command> MakeCredentialProcessCommand();
std::unique_ptr<Command> MakeInjectCommand();
std::unique_ptr<Command> MakeExecCommand();
std::unique_ptr<Command> MakeExplainCommand();
std::unique_ptr<Command> MakeLintCommand();
std::unique_ptr<Command> MakeWhoCanCommand();
std::unique_ptr<Command> MakePrincipalCanCommand();
std::unique_ptr<Command> MakeReviewCommand();
std::unique_ptr<Command> MakeSimulateCommand();
std::unique_ptr<Command> MakeTightenCommand();
std::unique_ptr<Command> MakePromoteCommand();
std::unique_ptr<Command> MakeStatusCommand();
std::unique_ptr<Command> MakeWatchCommand();
std::unique_ptr<Command> MakeTokenDecodeCommand();
std::unique_ptr<Command> MakeTokenMintCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_COMMANDS_H_
