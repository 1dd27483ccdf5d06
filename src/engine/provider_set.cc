#include "engine/provider_set.h"

#include <utility>

namespace rolecall::engine {

void ProviderSet::Add(const std::string& key, std::unique_ptr<Provider> provider) {
  std::lock_guard<std::mutex> lock(mutex_);
  providers_[key] = std::move(provider);
}

Provider* ProviderSet::Find(const std::string& key) const {
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = providers_.find(key);
  return found == providers_.end() ? nullptr : found->second.get();
}

std::string ProviderSetKey(const ProviderAddress& address) {
  ProviderAddress plain = address;
  plain.host.clear();
  return plain.Text();
}

std::string ProviderSetKey(const ResolvedProvider& resolved) { return ProviderSetKey(resolved.Address()); }

std::string WantedVersion(const Configuration& configuration, const ProviderRequirement& requirement) {
  auto locked = configuration.locked_versions.find(requirement.source);
  if (locked != configuration.locked_versions.end()) return locked->second;
  if (requirement.constraint.empty()) return "";
  // The last release of each major version stands for it: that is as fine as behaviour profiles are told apart.
  for (const char* version : {"6.99.0", "5.99.0", "4.67.0"}) {
    Result<bool> fits = VersionSatisfies(version, requirement.constraint);
    if (fits.ok() && *fits) return version;
  }
  return "";
}

}  // namespace rolecall::engine
