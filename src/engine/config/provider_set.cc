#include "engine/config/provider_set.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::engine {
namespace {

// "~> 4.22.0, != 4.22.3" names 4.22.0 and 4.22.3.
std::vector<std::string> VersionsNamedBy(const std::string& constraint) {
  std::vector<std::string> versions;
  for (std::size_t at = 0; (at = constraint.find_first_of("0123456789", at)) != std::string::npos;) {
    std::size_t end = std::min(constraint.find_first_of(" ,", at), constraint.size());
    versions.push_back(constraint.substr(at, end - at));
    at = end;
  }
  return versions;
}

}  // namespace

void ProviderSet::Add(NodeId id, std::unique_ptr<Provider> provider) {
  std::lock_guard<std::mutex> lock(mutex_);
  providers_[std::move(id)] = std::move(provider);
}

Provider* ProviderSet::Find(const NodeId& id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = providers_.find(id);
  return found == providers_.end() ? nullptr : found->second.get();
}

std::string WantedVersion(const Configuration& configuration, const ProviderRequirement& requirement) {
  auto locked = configuration.locked_versions.find(requirement.source);
  if (locked != configuration.locked_versions.end()) return locked->second;
  if (requirement.constraint.empty()) return "";
  // The last release of each major version stands for it: that is as fine as behaviour profiles are told apart.
  for (const char* version : {"6.99.0", "5.99.0", "4.67.0"}) {
    Result<bool> fits = VersionSatisfies(version, requirement.constraint);
    if (fits.ok() && *fits) return version;
  }
  // An exact version, or a narrow range: one that the constraint names, or any minor version in it.
  for (const std::string& version : VersionsNamedBy(requirement.constraint)) {
    Result<bool> fits = VersionSatisfies(version, requirement.constraint);
    if (fits.ok() && *fits) return version;
  }
  for (int major = 6; major >= 3; --major) {
    for (int minor = 99; minor >= 0; --minor) {
      std::string version = std::to_string(major) + "." + std::to_string(minor) + ".0";
      Result<bool> fits = VersionSatisfies(version, requirement.constraint);
      if (fits.ok() && *fits) return version;
    }
  }
  return "";
}

}  // namespace rolecall::engine
