#include "engine/state/schemas.h"

#include <algorithm>

namespace rolecall::engine {

const ResourceSchema* FindType(const Provider& provider, ResourceMode mode, const std::string& type) {
  switch (mode) {
    case ResourceMode::kData: return provider.FindDataSource(type);
    case ResourceMode::kManaged: return provider.FindResource(type);
    case ResourceMode::kEphemeral: return provider.FindEphemeral(type);
  }
  return nullptr;
}

Provider* Schemas::FindProvider(const std::string& source, const std::string& version) const {
  std::lock_guard<std::mutex> lock(mutex_);
  auto [found, is_new] = providers_.try_emplace({source, version});
  if (is_new) found->second = catalogue_.Make(source, version);
  return found->second.get();
}

const ResourceSchema* Schemas::Find(const std::string& source, const std::string& version, ResourceMode mode,
                                    const std::string& type) const {
  const Provider* provider = FindProvider(source, version);
  return provider == nullptr ? nullptr : FindType(*provider, mode, type);
}

std::vector<std::string> Schemas::TypeNamesOf(const std::string& source, const std::string& version,
                                              ResourceMode mode) const {
  const Provider* provider = FindProvider(source, version);
  if (provider == nullptr) return {};
  switch (mode) {
    case ResourceMode::kData: return provider->DataSourceTypes();
    case ResourceMode::kManaged: return provider->ResourceTypes();
    case ResourceMode::kEphemeral: return provider->EphemeralTypes();
  }
  return {};
}

std::vector<std::string> Schemas::TypeNames(ResourceMode mode) const {
  std::vector<std::string> names;
  for (const std::string& source : catalogue_.sources()) {
    std::vector<std::string> more = TypeNamesOf(source, "", mode);
    names.insert(names.end(), more.begin(), more.end());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace rolecall::engine
