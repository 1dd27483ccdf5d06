#include "engine/state/schemas.h"

#include <algorithm>

namespace rolecall::engine {

Provider* Schemas::FindProvider(const std::string& source, const std::string& version) const {
  std::lock_guard<std::mutex> lock(mutex_);
  auto [found, is_new] = providers_.try_emplace({source, version});
  if (is_new) found->second = catalogue_.Make(source, version);
  return found->second.get();
}

const ResourceSchema* Schemas::Find(const std::string& source, const std::string& version, ResourceMode mode,
                                    const std::string& type) const {
  const Provider* provider = FindProvider(source, version);
  if (provider == nullptr) return nullptr;
  return mode == ResourceMode::kData ? provider->FindDataSource(type) : provider->FindResource(type);
}

std::vector<std::string> Schemas::TypeNamesOf(const std::string& source, const std::string& version,
                                              ResourceMode mode) const {
  const Provider* provider = FindProvider(source, version);
  if (provider == nullptr) return {};
  return mode == ResourceMode::kData ? provider->DataSourceTypes() : provider->ResourceTypes();
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
