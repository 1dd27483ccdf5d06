// ProviderSet: the provider instances of one walk, one for each provider configuration, made and configured in the
// walk. Threads: any; Find answers null until the configuration's step has run.
#ifndef ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_
#define ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/config/configuration.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

class ProviderSet {
 public:
  // Takes the instance that was configured under that address (ProviderAddress::Text without host).
  void Add(const std::string& key, std::unique_ptr<Provider> provider);
  Provider* Find(const std::string& key) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Provider>> providers_;
};

// What tells provider configurations apart: module, source and alias, not the registry's host.
std::string ProviderSetKey(const ProviderAddress& address);
std::string ProviderSetKey(const ResolvedProvider& resolved);

// The version whose behaviour is wanted: the lock file's, else the newest that the constraint allows, "" = newest.
std::string WantedVersion(const Configuration& configuration, const ProviderRequirement& requirement);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_
