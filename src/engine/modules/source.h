// Where a module call's files lie: a local path, or a place that an earlier `init` installed it to.
#ifndef ROLECALL_ENGINE_MODULES_SOURCE_H_
#define ROLECALL_ENGINE_MODULES_SOURCE_H_

#include <map>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/modules/address.h"

namespace rolecall::engine {

struct InstalledModule {
  std::string source, version, directory;
};
// By key: "a.b" for module.a.module.b.
using ModuleManifest = std::map<std::string, InstalledModule>;

// DATA_DIRECTORY/modules/modules.json; empty if there is none.
ModuleManifest ReadModuleManifest(const FileSystem& files, const std::string& data_directory,
                                  diag::Diagnostics& diagnostics);

// "a.b" for module.a.module.b.
std::string ManifestKey(const ModuleAddress& path);

// Whether what is installed is what the call asks for: the same source, and a version that satisfies its constraint.
bool InstalledModuleFits(const InstalledModule& installed, const ModuleCall& call, const ModuleSource& source);

// The directory of the child's files: a local path, what `installer` gets (it may be null), or what is installed.
// Nothing, with a diagnostic: not installed, or not a source.
std::optional<std::string> LocateModule(const ModuleCall& call, const Module& parent, const Module& child,
                                        const ModuleManifest& installed, const Configuration& configuration,
                                        ModuleInstaller* installer, diag::Diagnostics& diagnostics);

// "a/./b/../c" -> "a/c"; leading ".." stay.
std::string CleanPath(const std::string& path);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_SOURCE_H_
