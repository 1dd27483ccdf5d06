// Terraform's commands: a factory for each, defined in the file of its name or family. A command is made for one call:
// Declare(), then Run() once. Flags, outputs and exit codes are OpenTofu's; what they share is cli/operation.
#ifndef ROLECALL_CLI_TERRAFORM_COMMANDS_H_
#define ROLECALL_CLI_TERRAFORM_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeInitCommand();
std::unique_ptr<Command> MakeGetCommand();
std::unique_ptr<Command> MakeAdoptCommand();
std::unique_ptr<Command> MakeValidateCommand();
std::unique_ptr<Command> MakeFmtCommand();
std::unique_ptr<Command> MakePlanCommand();
std::unique_ptr<Command> MakeTestCommand();
std::unique_ptr<Command> MakeApplyCommand();
std::unique_ptr<Command> MakeDestroyCommand();
std::unique_ptr<Command> MakeRefreshCommand();
std::unique_ptr<Command> MakeOutputCommand();
std::unique_ptr<Command> MakeShowCommand();
std::unique_ptr<Command> MakeConsoleCommand();
std::unique_ptr<Command> MakeImportCommand();
std::unique_ptr<Command> MakeTaintCommand();
std::unique_ptr<Command> MakeUntaintCommand();
std::unique_ptr<Command> MakeForceUnlockCommand();
std::unique_ptr<Command> MakeProvidersCommand();
std::unique_ptr<Command> MakeProvidersSchemaCommand();
std::unique_ptr<Command> MakeProvidersLockCommand();
std::unique_ptr<Command> MakeProvidersMirrorCommand();
std::unique_ptr<Command> MakeGraphCommand();
std::unique_ptr<Command> MakeStateListCommand();
std::unique_ptr<Command> MakeStateShowCommand();
std::unique_ptr<Command> MakeStateMvCommand();
std::unique_ptr<Command> MakeStateRmCommand();
std::unique_ptr<Command> MakeStatePullCommand();
std::unique_ptr<Command> MakeStatePushCommand();
std::unique_ptr<Command> MakeStateReplaceProviderCommand();
std::unique_ptr<Command> MakeWorkspaceListCommand();
std::unique_ptr<Command> MakeWorkspaceShowCommand();
std::unique_ptr<Command> MakeWorkspaceNewCommand();
std::unique_ptr<Command> MakeWorkspaceSelectCommand();
std::unique_ptr<Command> MakeWorkspaceDeleteCommand();
std::unique_ptr<Command> MakeMetadataFunctionsCommand();
std::unique_ptr<Command> MakeVersionCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_COMMANDS_H_
