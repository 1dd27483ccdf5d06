// What the user's CLI configuration and environment say of registry hosts.
#ifndef ROLECALL_REGISTRY_HOSTS_H_
#define ROLECALL_REGISTRY_HOSTS_H_

#include <map>
#include <string>

#include "base/secret.h"

namespace rolecall::registry {

inline constexpr const char* kModules = "modules.v1";
inline constexpr const char* kProviders = "providers.v1";

struct Hosts {
  // host -> service ("modules.v1") -> base URL, ending in '/'. A host that is here is not asked what it offers.
  std::map<std::string, std::map<std::string, std::string>> services;
  std::map<std::string, Secret> tokens;  // host -> bearer token
};

}  // namespace rolecall::registry

#endif  // ROLECALL_REGISTRY_HOSTS_H_
