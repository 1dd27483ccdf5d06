// EncryptionScope: what the expressions of an encryption block may use: variables, locals and functions, evaluated
// before there is a state. Engine::MakeEncryption makes one. A plain value; reading is for any thread.
#ifndef ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_SCOPE_H_
#define ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_SCOPE_H_

#include <memory>

#include "hcl/evaluate/scope.h"

namespace rolecall::engine {

struct EncryptionScope {
  std::shared_ptr<const void> keep_alive;  // what the scope and the block point into
  hcl::Scope scope;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_SCOPE_H_
