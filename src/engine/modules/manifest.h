// The module manifest: what an earlier `init` installed, as DATA_DIRECTORY/modules/modules.json has it, which OpenTofu
// and Terraform read and write too.
//
//   ModuleManifest installed = ReadModuleManifest(files, ".terraform", diagnostics);
//   bool stays = InstalledModuleFits(installed["a.b"], call, source);
//
// Reads only; ModuleInstaller (install.h) writes it. A file that cannot be read is an error in the diagnostics and an
// empty manifest. Threads: plain functions and values.
#ifndef ROLECALL_ENGINE_MODULES_MANIFEST_H_
#define ROLECALL_ENGINE_MODULES_MANIFEST_H_

#include <map>
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

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_MANIFEST_H_
