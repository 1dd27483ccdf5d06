// Schemas: what resource types exist and how they look, of the providers that this build has. Providers are made
// once for each source and version and kept for their schemas; they are never configured here.
// Threads: any.
#ifndef ROLECALL_ENGINE_STATE_SCHEMAS_H_
#define ROLECALL_ENGINE_STATE_SCHEMAS_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/provider.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// One type of a provider; null: it has none of the name.
const ResourceSchema* FindType(const Provider& provider, ResourceMode mode, const std::string& type);

class Schemas {
 public:
  // The catalogue must outlive this.
  explicit Schemas(const ProviderCatalogue& catalogue) : catalogue_(catalogue) {}

  // Null: we have no such provider. `version` "": the newest.
  Provider* FindProvider(const std::string& source, const std::string& version) const;
  // Null: no such provider or type.
  const ResourceSchema* Find(const std::string& source, const std::string& version, ResourceMode mode,
                             const std::string& type) const;
  // All types of one provider and mode, sorted: what there is instead of an unknown one.
  std::vector<std::string> TypeNamesOf(const std::string& source, const std::string& version, ResourceMode mode) const;
  // Those of all our providers: for "did you mean".
  std::vector<std::string> TypeNames(ResourceMode mode) const;

  const ProviderCatalogue& catalogue() const { return catalogue_; }

 private:
  const ProviderCatalogue& catalogue_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::string>, std::unique_ptr<Provider>> providers_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_SCHEMAS_H_
