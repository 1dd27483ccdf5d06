// Loading: from the files of a directory to its Configuration, with the modules that it calls.
//
//   std::unique_ptr<Configuration> configuration = LoadConfiguration(files, "dir", options, diagnostics);
//
// Reads `.tf`, `.tofu` and their JSON forms, override files last. Modules that are not local are fetched only if the
// options have an installer. Everything that is wrong is reported in one run. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_LOAD_H_
#define ROLECALL_ENGINE_MODULES_LOAD_H_

#include <memory>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/modules/load_options.h"

namespace rolecall::engine {

// Null only if the directory cannot be read at all; with errors in `diagnostics` it must only be used to show them.
std::unique_ptr<Configuration> LoadConfiguration(const FileSystem& files, const std::string& directory,
                                                 const LoadOptions& options, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_LOAD_H_
