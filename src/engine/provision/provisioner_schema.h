// The arguments of provisioners that this program has.
#ifndef ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_
#define ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_

#include <string>

#include "engine/provider/provider.h"

namespace rolecall::engine {

inline constexpr const char* kLocalExec = "local-exec";

// Null: there is no such provisioner. Lives as long as the program.
const BlockSchema* ProvisionerSchema(const std::string& type);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_
