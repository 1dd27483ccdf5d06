// The arguments of a backend block and of an encryption block, evaluated before there is a state: variables, locals and
// constants may be in them, anything else is an error. Internal to this folder; Engine::BackendArguments and
// Engine::MakeEncryption are the ways in.
//
// The answer is an object (nested blocks: an object, or a tuple if repeated), empty without a backend block.
// Threads: one; everything given outlives the call.
#ifndef ROLECALL_ENGINE_ENTRY_BACKEND_ARGUMENTS_H_
#define ROLECALL_ENGINE_ENTRY_BACKEND_ARGUMENTS_H_

#include <memory>

#include "diag/diagnostic.h"
#include "engine/backend/backend.h"
#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/encryption/encryption.h"
#include "engine/graph/engine_context.h"
#include "engine/state/schemas.h"
#include "value/value.h"

namespace rolecall::engine {

value::Value BackendArguments(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                              const RootVariables& variables, diag::Diagnostics& diagnostics);

// What the root module and TF_ENCRYPTION say together. Null: nothing, or (with diagnostics) something wrong.
std::unique_ptr<Encryption> EncryptionOf(const EngineContext& context, const Schemas& schemas,
                                         const Configuration& configuration, const RootVariables& variables,
                                         const BackendContext& backend, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_BACKEND_ARGUMENTS_H_
