// The commands about a plane's store: copies, backups, restores. What they do is in server/backup.
#ifndef ROLECALL_CLI_STORE_COMMANDS_H_
#define ROLECALL_CLI_STORE_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeStoreCopyCommand();
std::unique_ptr<Command> MakeStoreBackupCommand();
std::unique_ptr<Command> MakeStoreRestoreCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_STORE_COMMANDS_H_
