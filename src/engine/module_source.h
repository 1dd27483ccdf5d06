// Where a module call's files lie: a local path, or a place that an earlier `init` installed it to.
#ifndef ROLECALL_ENGINE_MODULE_SOURCE_H_
#define ROLECALL_ENGINE_MODULE_SOURCE_H_

#include <map>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/configuration.h"

namespace rolecall::engine {

struct InstalledModule {
  std::string source, version, directory;
};
// By key: "a.b" for module.a.module.b.
using ModuleManifest = std::map<std::string, InstalledModule>;

// DATA_DIRECTORY/modules/modules.json; empty if there is none.
ModuleManifest ReadModuleManifest(const FileSystem& files, const std::string& data_directory,
                                  diag::Diagnostics& diagnostics);

// The directory of the child's files, or nothing with a diagnostic: not installed, or not a source.
std::optional<std::string> LocateModule(const ModuleCall& call, const Module& parent, const Module& child,
                                        const ModuleManifest& installed, const Configuration& configuration,
                                        diag::Diagnostics& diagnostics);

// "a/./b/../c" -> "a/c"; leading ".." stay.
std::string CleanPath(const std::string& path);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULE_SOURCE_H_
