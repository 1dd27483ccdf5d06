// Loading: from the files of a directory to its Configuration, with the modules that it calls.
//
//   std::unique_ptr<Configuration> configuration = LoadConfiguration(files, "dir", options, diagnostics);
#ifndef ROLECALL_ENGINE_MODULES_LOAD_H_
#define ROLECALL_ENGINE_MODULES_LOAD_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "value/value.h"

namespace rolecall::engine {

class ModuleInstaller;

struct LoadOptions {
  std::string language_version = "1.12.0";    // what required_version is checked against
  std::string data_directory = ".terraform";  // TF_DATA_DIR
  std::string workspace = "default";
  // The values that the root module's variables are given, where a module's source needs one; empty: none.
  std::function<std::map<std::string, value::Value>(const Configuration&)> variables = {};
  ModuleInstaller* installer = nullptr;  // gets modules that are not installed; null: they are reported
  bool root_only = false;                // does not look at the modules that are called: enough for the backend
};

// Null only if the directory cannot be read at all; with errors in `diagnostics` it must only be used to show them.
std::unique_ptr<Configuration> LoadConfiguration(const FileSystem& files, const std::string& directory,
                                                 const LoadOptions& options, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_LOAD_H_
