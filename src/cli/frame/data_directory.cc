#include "cli/frame/data_directory.h"

#include "base/file_system.h"

namespace rolecall::cli {

std::string DataDirectory(const Environment& environment, const std::string& given) {
  if (!given.empty()) return given;
  const std::string state_home = environment.GetOr("XDG_STATE_HOME", "");
  if (!state_home.empty()) return JoinPath(state_home, "rolecall");
  return JoinPath(environment.GetOr("HOME", "."), ".local/state/rolecall");
}

}  // namespace rolecall::cli
