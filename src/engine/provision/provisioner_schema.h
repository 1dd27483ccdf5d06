// The arguments of the provisioners and of their connections, and what is wrong with them by themselves.
//
//   const BlockSchema* schema = ProvisionerSchema("local-exec");
//   CheckProvisioner("file", config, range, diagnostics);     // also with values that are not known yet
//
// Pure; any thread. What is answered lives as long as the program.
#ifndef ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_
#define ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_

#include <string>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"
#include "value/value.h"

namespace rolecall::engine {

inline constexpr const char* kLocalExec = "local-exec";
inline constexpr const char* kRemoteExec = "remote-exec";
inline constexpr const char* kFileProvisioner = "file";

// Null: there is no such provisioner.
const BlockSchema* ProvisionerSchema(const std::string& type);
const BlockSchema& ConnectionSchema();

// Reports arguments that exclude or need each other. `config` has no marks.
void CheckProvisioner(const std::string& type, const value::Value& config, const diag::Range& range,
                      diag::Diagnostics& diagnostics);
// Reports a kind of connection that this program does not have.
void CheckConnection(const value::Value& connection, const diag::Range& range, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_PROVISIONER_SCHEMA_H_
