// What a configuration's modules say of providers, held against each other: configurations that calls pass, those that
// modules require or have, and the names of providers.
//
//   CheckProviders(configuration, diagnostics);   // the whole tree is loaded, without errors
//
// OpenTofu's rules and texts. Threads: one; the configuration is only read.
#ifndef ROLECALL_ENGINE_MODULES_PROVIDER_RULES_H_
#define ROLECALL_ENGINE_MODULES_PROVIDER_RULES_H_

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"

namespace rolecall::engine {

void CheckProviders(const Configuration& configuration, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_PROVIDER_RULES_H_
