// Where a module call's files lie: a local path, or a place that this or an earlier `init` installed it to.
//
//   auto directory = LocateModule(call, parent, child, installed, configuration, installer, diagnostics);
//
// Fetches nothing itself: that is the installer's. Every way to fail is an error in the diagnostics that says what to
// do, at the call's source. Threads: one at a time (the installer's rule).
#ifndef ROLECALL_ENGINE_MODULES_SOURCE_H_
#define ROLECALL_ENGINE_MODULES_SOURCE_H_

#include <optional>
#include <string>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/modules/install.h"
#include "engine/modules/manifest.h"

namespace rolecall::engine {

// The directory of the child's files: a local path, what `installer` gets (it may be null), or what is installed.
// Nothing, with a diagnostic: not installed, or not a source.
std::optional<std::string> LocateModule(const ModuleCall& call, const Module& parent, const Module& child,
                                        const ModuleManifest& installed, const Configuration& configuration,
                                        ModuleInstaller* installer, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_SOURCE_H_
