// LoadOptions: what loading a configuration depends on besides its files.
//
//   LoadOptions options{.workspace = workspace, .installer = &installer};
//
// Plain values; what is pointed to outlives the call. Engine::Load fills in data_directory and workspace itself.
#ifndef ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_
#define ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_

#include <functional>
#include <map>
#include <string>

#include "engine/config/configuration.h"
#include "engine/modules/install.h"
#include "value/value.h"

namespace rolecall::engine {

struct LoadOptions {
  std::string language_version = "1.12.6";    // what required_version is checked against
  std::string data_directory = ".terraform";  // TF_DATA_DIR
  std::string workspace = "default";
  // The values that the root module's variables are given, where a module's source needs one; empty: none.
  std::function<std::map<std::string, value::Value>(const Configuration&)> variables = {};
  ModuleInstaller* installer = nullptr;  // gets modules that are not installed; null: they are reported
  // Analysis: what this program does not have (provisioners, cloud blocks, ephemeral resources, modules that are not
  // installed, newer language versions) is passed over, with a warning (engine/config/passed_over.h).
  bool passes_over = false;
  bool root_only = false;  // does not look at the modules that are called: enough for the backend
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_LOAD_OPTIONS_H_
