// MakeBackend: from a backend block to the Backend that it means.
//
//   std::unique_ptr<Backend> backend = MakeBackend({.type = "s3", .arguments = arguments}, context, diagnostics);
//
// Arguments that are wrong, missing or unknown are reported, all of them in one go. Nothing is asked of the network
// and nothing is written. Threads: any.
#ifndef ROLECALL_ENGINE_BACKEND_MAKE_BACKEND_H_
#define ROLECALL_ENGINE_BACKEND_MAKE_BACKEND_H_

#include <memory>

#include "diag/diagnostic.h"
#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"

namespace rolecall::engine {

// Checks the arguments and makes the backend. Null with diagnostics if they are wrong. No network.
std::unique_ptr<Backend> MakeBackend(const BackendConfig& config, const BackendContext& context,
                                     diag::Diagnostics& diagnostics);
}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_MAKE_BACKEND_H_
