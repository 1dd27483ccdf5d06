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
  const ProviderSchema& schema = provider->schema();
  const auto& types = mode == ResourceMode::kData ? schema.data_sources : schema.resources;
  auto found = types.find(type);
  return found == types.end() ? nullptr : &found->second;
}

std::vector<std::string> Schemas::TypeNamesOf(const std::string& source, const std::string& version,
                                              ResourceMode mode) const {
  std::vector<std::string> names;
  const Provider* provider = FindProvider(source, version);
  if (provider == nullptr) return names;
  const auto& types = mode == ResourceMode::kData ? provider->schema().data_sources : provider->schema().resources;
  for (const auto& [name, schema] : types) names.push_back(name);
  return names;
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
