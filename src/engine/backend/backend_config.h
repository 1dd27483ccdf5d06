// BackendConfig: what a configuration and the command line say of a backend, evaluated and not yet checked.
//
// Plain values; MakeBackend (make_backend.h) checks them.
#ifndef ROLECALL_ENGINE_BACKEND_BACKEND_CONFIG_H_
#define ROLECALL_ENGINE_BACKEND_BACKEND_CONFIG_H_

#include <string>

#include "diag/diagnostic.h"
#include "value/value.h"

namespace rolecall::engine {

// What -state, -state-out and -backup say, for the local backend; "" = not given.
struct StatePaths {
  std::string state, out, backup;
  bool dates_backup = false;  // a backup that no path is given for has the time in its name
  bool empty() const { return state.empty() && out.empty() && backup.empty(); }
};

// A `backend "TYPE" { … }` block with its arguments evaluated (constants only). An absent block is "local".
struct BackendConfig {
  std::string type = "local";
  value::Value arguments = value::Value::Object({});  // object; nested blocks are objects or lists of objects
  diag::Range place;                                  // of the block's header; may have no place
  diag::Range type_place = {};                        // of its label
  StatePaths paths = {};
};

// The arguments of the block merged with those of -backend-config (which win).
value::Value MergeBackendArguments(const value::Value& block, const value::Value& overrides);

// True if the states lie where they do without any backend block.
bool IsDefaultBackend(const BackendConfig& config);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_BACKEND_CONFIG_H_
