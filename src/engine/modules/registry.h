// ModuleRegistry: asks module registries which versions a module has and where one is, by the module registry
// protocol (service "modules.v1").
//
//   ModuleRegistry registry(http, services);
//   ROLECALL_TRY(std::vector<std::string> versions, registry.Versions(source));
//   ROLECALL_TRY(std::string package, registry.Location(source, "5.1.0"));   // "git::https://…?ref=…"
//
// A host's services are discovered once, at https://HOST/.well-known/terraform.json, unless `services` has them.
// Tokens go to their own host only and never into errors. Answers are bounded. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_REGISTRY_H_
#define ROLECALL_ENGINE_MODULES_REGISTRY_H_

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "engine/modules/address.h"
#include "http/client.h"

namespace rolecall::engine {

// What the user's CLI configuration and environment say of registry hosts.
struct RegistryHosts {
  std::map<std::string, std::string> module_services;  // host -> base URL of "modules.v1", instead of discovery
  std::map<std::string, Secret> tokens;                // host -> bearer token
};

class ModuleRegistry {
 public:
  // The client must outlive the registry.
  ModuleRegistry(http::Client& client, RegistryHosts hosts) : client_(client), hosts_(std::move(hosts)) {}

  // All versions that the registry has, in its order.
  Result<std::vector<std::string>> Versions(const ModuleSource& source);
  // The remote package that a version is in, as a source address for ParseModuleSource().
  Result<std::string> Location(const ModuleSource& source, const std::string& version);

 private:
  Result<std::string> BaseUrl(const std::string& host);
  Result<http::Response> Get(const std::string& host, std::string url);

  http::Client& client_;
  RegistryHosts hosts_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_REGISTRY_H_
