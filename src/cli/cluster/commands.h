// The commands about a whole cluster and its side of the story: a factory for each, defined in the file of its name.
// They find the cluster by cluster_flags.h and the account by access_source.h (cli/identity).
#ifndef ROLECALL_CLI_CLUSTER_COMMANDS_H_
#define ROLECALL_CLI_CLUSTER_COMMANDS_H_

#include <memory>

#include "cli/frame/command.h"

namespace rolecall::cli {

std::unique_ptr<Command> MakeDoctorCommand();
std::unique_ptr<Command> MakeWebhookCommand();
std::unique_ptr<Command> MakeClusterInitCommand();
std::unique_ptr<Command> MakeClusterRotateKeysCommand();
std::unique_ptr<Command> MakeClusterPlanTrustCommand();

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_COMMANDS_H_
