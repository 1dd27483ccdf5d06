// ProviderSet: the provider instances of one walk, one for each provider configuration, made and configured in the
// walk. Threads: any; Find answers null until the configuration's step has run.
#ifndef ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_
#define ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "engine/config/configuration.h"
#include "engine/config/node_id.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

class ProviderSet {
 public:
  // Takes the instance that was configured for that provider configuration.
  void Add(NodeId id, std::unique_ptr<Provider> provider);
  Provider* Find(const NodeId& id) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<NodeId, std::unique_ptr<Provider>> providers_;
};

// The version whose behaviour is wanted: the lock file's, else the newest that the constraint allows, "" = newest.
std::string WantedVersion(const Configuration& configuration, const ProviderRequirement& requirement);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_PROVIDER_SET_H_
