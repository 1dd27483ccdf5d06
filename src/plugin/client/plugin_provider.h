// PluginProvider: a provider of the engine that is a program of its own, called by its protocol.
//
//   std::unique_ptr<engine::Provider> provider = MakePluginProvider(package);
//
// Its process starts with the first call that needs one: schemas come from the package. Each provider of the engine
// Its process starts with the first call that needs one: schemas come from the package. Each provider of the engine
// has a process of its own, so that configurations (aliases) do not meet; what it is for a module (ForModule) is the
// same process, told what the module says. has loaded the package's schema.
// Threads: as engine/provider/provider.h says. Errors: the plugin's diagnostics; a plugin that does not answer is one,
// too.
#ifndef ROLECALL_PLUGIN_CLIENT_PLUGIN_PROVIDER_H_
#define ROLECALL_PLUGIN_CLIENT_PLUGIN_PROVIDER_H_

#include <memory>

#include "engine/provider/provider.h"
#include "plugin/client/package.h"

namespace rolecall::plugin {

std::unique_ptr<engine::Provider> MakePluginProvider(std::shared_ptr<Package> package);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_PLUGIN_PROVIDER_H_
