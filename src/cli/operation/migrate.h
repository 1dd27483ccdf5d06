// Moving states from one backend to another, as `init` does when the backend block appears, changes or goes.
//
// Asks before anything is copied; a state that is in the way is never overwritten without a yes. The states that were
// copied stay where they were, but for local files, which are emptied after a backup so that nobody works on them.
#ifndef ROLECALL_CLI_OPERATION_MIGRATE_H_
#define ROLECALL_CLI_OPERATION_MIGRATE_H_

#include "cli/operation/operation.h"
#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"

namespace rolecall::cli {

struct Migration {
  engine::BackendConfig from, to;
  bool force_copy = false;  // every question is answered yes
};

// False, with diagnostics reported: it failed or was declined where a no means to stop.
bool MigrateStates(Operation& operation, const Migration& migration);

// True if the local backend of `config` has a state that is not empty, in any workspace.
bool HasLocalStates(Operation& operation, const engine::BackendConfig& config);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_MIGRATE_H_
