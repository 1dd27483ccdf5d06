#include "cli/commands.h"

#include "cli/check/commands.h"
#include "cli/cluster/commands.h"
#include "cli/identity/commands.h"
#include "cli/run.h"
#include "cli/store/commands.h"
#include "cli/terraform/commands.h"
#include "cli/web/commands.h"

namespace rolecall::cli {

std::vector<std::unique_ptr<Command>> MakeCommands() {
  static constexpr std::unique_ptr<Command> (*kFactories[])() = {
      MakeInitCommand,
      MakeGetCommand,
      MakeAdoptCommand,
      MakeValidateCommand,
      MakePlanCommand,
      MakeTestCommand,
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
      MakeProvidersSchemaCommand,
      MakeProvidersLockCommand,
      MakeProvidersMirrorCommand,
      MakeGraphCommand,
      MakeStateListCommand,
      MakeStateShowCommand,
      MakeStateMvCommand,
      MakeStateRmCommand,
      MakeStatePullCommand,
      MakeStatePushCommand,
      MakeStateReplaceProviderCommand,
      MakeWorkspaceListCommand,
      MakeWorkspaceShowCommand,
      MakeWorkspaceNewCommand,
      MakeWorkspaceSelectCommand,
      MakeWorkspaceDeleteCommand,
      MakeMetadataFunctionsCommand,
      MakeVersionCommand,
      MakeServeCommand,
      MakePromoteCommand,
      MakeStoreCopyCommand,
      MakeStoreBackupCommand,
      MakeStoreRestoreCommand,
      MakeStatusCommand,
      MakeWatchCommand,
      MakeWebCommand,
      MakeEnvCommand,
      MakeCredentialProcessCommand,
      MakeInjectCommand,
      MakeWebhookCommand,
      MakeExecCommand,
      MakeExplainCommand,
      MakeLintCommand,
      MakeWhoCanCommand,
      MakePrincipalCanCommand,
      MakeReviewCommand,
      MakeDoctorCommand,
      MakeClusterInitCommand,
      MakeClusterRotateKeysCommand,
      MakeClusterPlanTrustCommand,
      MakeCheckNoNewAccessCommand,
      MakeCheckNotGrantedCommand,
      MakeCheckNoPublicCommand,
      MakeCheckContractsCommand,
      MakeSimulateCommand,
      MakeTightenCommand,
      MakeRehearseCommand,
      MakeErrorsCommand,
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
