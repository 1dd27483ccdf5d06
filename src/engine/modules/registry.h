// ModuleRegistry: asks module registries which versions a module has and where one is, by the module registry
// protocol (service "modules.v1").
//
//   ModuleRegistry registry(http, services);
//   ROLECALL_TRY(std::vector<std::string> versions, registry.Versions(source));
//   ROLECALL_TRY(std::string package, registry.Location(source, "5.1.0"));   // "git::https://…?ref=…"
//
// Services are discovered, tokens sent and redirects followed by registry::Reader. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_REGISTRY_H_
#define ROLECALL_ENGINE_MODULES_REGISTRY_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/modules/address.h"
#include "http/client.h"
#include "registry/reader.h"

namespace rolecall::engine {

class ModuleRegistry {
 public:
  // The client must outlive the registry.
  ModuleRegistry(http::Client& client, registry::Hosts hosts, registry::ReaderOptions options = {})
      : reader_(client, std::move(hosts), std::move(options)) {}

  // All versions that the registry has, in its order.
  Result<std::vector<std::string>> Versions(const ModuleSource& source);
  // The remote package that a version is in, as a source address for ParseModuleSource().
  Result<std::string> Location(const ModuleSource& source, const std::string& version);

 private:
  registry::Reader reader_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_REGISTRY_H_
