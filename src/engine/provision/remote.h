// The provisioners that work on another machine: remote-exec and file. Internal to provision.
#ifndef ROLECALL_ENGINE_PROVISION_REMOTE_H_
#define ROLECALL_ENGINE_PROVISION_REMOTE_H_

#include "base/result.h"
#include "engine/provision/provision_run.h"

namespace rolecall::engine {

Result<void> RunScripts(const ProvisionRun& run);
Result<void> CopyFile(const ProvisionRun& run);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_REMOTE_H_
