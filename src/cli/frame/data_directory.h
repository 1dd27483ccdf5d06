// Where the plane keeps its data (store, credentials, audit log) if nobody says it: `serve` and `env` must agree.
// Not the data directory of a configuration, .terraform (engine/backend/cache.h).
#ifndef ROLECALL_CLI_FRAME_DATA_DIRECTORY_H_
#define ROLECALL_CLI_FRAME_DATA_DIRECTORY_H_

#include <string>

#include "base/environment.h"

namespace rolecall::cli {

// `given`, else $XDG_STATE_HOME/rolecall, else $HOME/.local/state/rolecall.
std::string DataDirectory(const Environment& environment, const std::string& given);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_DATA_DIRECTORY_H_
