// RunProvisioner: one provisioner, run to its end.
//
//   std::optional<ProvisionFailure> failure = RunProvisioner("remote-exec", {config, connection, …});
//
// `config` and `connection` have the types of ProvisionerSchema and ConnectionSchema, are wholly known and have no
// marks; what must not be seen is the caller's to hide. Blocks; ends early when `keep_going` says no.
// Threads: any, for different ones at once.
#ifndef ROLECALL_ENGINE_PROVISION_PROVISIONER_H_
#define ROLECALL_ENGINE_PROVISION_PROVISIONER_H_

#include <optional>
#include <string>

#include "engine/provision/provision_run.h"

namespace rolecall::engine {

struct ProvisionFailure {
  std::string summary;  // "local-exec provisioner error"
  std::string detail;
  std::string without_texts;  // the same, without anything of the configuration or that was printed
};

// Nothing: it went well.
std::optional<ProvisionFailure> RunProvisioner(const std::string& type, const ProvisionRun& run);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_PROVISIONER_H_
