// Packages of a provider's own registry, by the provider registry protocol (service "providers.v1"), and of network
// mirrors, by the provider network mirror protocol. See package_source.h.
#ifndef ROLECALL_PLUGIN_INSTALL_REGISTRY_SOURCE_H_
#define ROLECALL_PLUGIN_INSTALL_REGISTRY_SOURCE_H_

#include <memory>
#include <string>

#include "plugin/install/package_source.h"
#include "registry/reader.h"

namespace rolecall::plugin {

// The host of an address is its registry. The reader must outlive the source.
std::unique_ptr<PackageSource> MakeRegistrySource(registry::Reader& reader);

// `url`: of https, ending in '/'.
std::unique_ptr<PackageSource> MakeNetworkMirror(registry::Reader& reader, std::string url);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_REGISTRY_SOURCE_H_
