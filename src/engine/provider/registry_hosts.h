// The two public registries, by which providers and modules are called that name no host: OpenTofu's, and Terraform's,
// which has the same packages under the same names.
//
//   address.host = kDefaultRegistry;
//   if (IsPublicRegistry(host)) …                      // "hashicorp/aws" is the same there
#ifndef ROLECALL_ENGINE_PROVIDER_REGISTRY_HOSTS_H_
#define ROLECALL_ENGINE_PROVIDER_REGISTRY_HOSTS_H_

#include <string_view>

namespace rolecall::engine {

inline constexpr const char* kDefaultRegistry = "registry.opentofu.org";
inline constexpr const char* kTerraformRegistry = "registry.terraform.io";
inline constexpr const char* kPublicRegistries[] = {kDefaultRegistry, kTerraformRegistry};

inline bool IsPublicRegistry(std::string_view host) { return host == kDefaultRegistry || host == kTerraformRegistry; }

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_REGISTRY_HOSTS_H_
