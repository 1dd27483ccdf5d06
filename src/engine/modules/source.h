// Where a module call's files lie: a local path, or a place that this or an earlier `init` installed it to.
//
//   std::optional<ModuleSource> source = SourceOf(call, diagnostics);
//   auto directory = LocateModule(call, *source, parent, child, files, …, diagnostics);
//
// Fetches nothing itself: that is the installer's. Every way to fail is an error in the diagnostics that says what to
// do. Threads: one at a time (the installer's rule).
#ifndef ROLECALL_ENGINE_MODULES_SOURCE_H_
#define ROLECALL_ENGINE_MODULES_SOURCE_H_

#include <optional>
#include <string>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/modules/address.h"
#include "engine/modules/install.h"
#include "engine/modules/manifest.h"

namespace rolecall::engine {

// What the call's source means; nothing, with a diagnostic: it is no source.
std::optional<ModuleSource> SourceOf(const ModuleCall& call, diag::Diagnostics& diagnostics);

// The directory of the child's files: a local path, what `installer` gets (it may be null), or what is installed. It is
// there. Nothing, with a diagnostic: not installed.
std::optional<std::string> LocateModule(const ModuleCall& call, const ModuleSource& source, const Module& parent,
                                        const Module& child, const FileSystem& files, const ModuleManifest& installed,
                                        const Configuration& configuration, ModuleInstaller* installer,
                                        diag::Diagnostics& diagnostics);

// The same of a call whose source means nothing: whether anything was installed for it.
void CheckIsInstalled(const ModuleAddress& child, const ModuleCall& call, const ModuleManifest& installed,
                      diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_SOURCE_H_
