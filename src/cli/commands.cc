#include "cli/commands.h"

namespace rolecall::cli {

std::vector<std::unique_ptr<Command>> MakeCommands() {
  static constexpr std::unique_ptr<Command> (*kFactories[])() = {
      MakeInitCommand,
      MakeGetCommand,
      MakeValidateCommand,
      MakePlanCommand,
      MakeApplyCommand,
      MakeDestroyCommand,
      MakeRefreshCommand,
      MakeOutputCommand,
      MakeShowCommand,
      MakeConsoleCommand,
      MakeFmtCommand,
      MakeImportCommand,
      MakeTaintCommand,
      MakeUntaintCommand,
      MakeForceUnlockCommand,
      MakeProvidersCommand,
      MakeStateListCommand,
      MakeStateShowCommand,
      MakeStateMvCommand,
      MakeStateRmCommand,
      MakeStatePullCommand,
      MakeStatePushCommand,
      MakeWorkspaceListCommand,
      MakeWorkspaceShowCommand,
      MakeWorkspaceNewCommand,
      MakeWorkspaceSelectCommand,
      MakeWorkspaceDeleteCommand,
      MakeVersionCommand,
      MakeServeCommand,
      MakeEnvCommand,
      MakeInjectCommand,
      MakeExecCommand,
      MakeExplainCommand,
      MakeSimulateCommand,
      MakeTokenMintCommand,
      MakeTokenDecodeCommand,
      MakeCompletionCommand,
      MakeReferenceCommand,
  };
  std::vector<std::unique_ptr<Command>> commands;
  for (const auto factory : kFactories) commands.push_back(factory());
  return commands;
}

}  // namespace rolecall::cli
