// Resource and DataSource of the providers that need no configuration and no session: what they make lies in the
// state, in a file or in time. TableProvider turns them into engine/provider/provider.h.
//
// Create and Update change `state`, which begins as what is planned (unknowns null). Errors are whole sentences for
// the user. Threads: all functions are const and may be called from several threads at once.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_

#include <map>
#include <memory>
#include <string>

#include "providers/framework/resource_type.h"

namespace rolecall::providers {

class Resource : public ResourceType {
 public:
  using ResourceType::ResourceType;

  // After the rules: what only this type knows. `prior` null: to be created.
  virtual Result<void> Plan(const Object* prior, const Object& config, Object& planned) const;
  // Everything that the schema calls computed is set.
  virtual Result<void> Create(const engine::Cancellation& cancellation, Object& state) const = 0;
  // False: it does not exist (any more). Most of these objects are only what the state says.
  virtual Result<bool> Read(Object& state) const;
  virtual Result<void> Update(const Object& prior, Object& state) const;
  virtual Result<void> Delete(const engine::Cancellation& cancellation, const Object& state) const;
  // Raises what an older version of the schema kept, after unknown attributes are dropped.
  virtual void Upgrade(std::int64_t from_version, Object& state) const;
};

class DataSource : public DataSourceType {
 public:
  using DataSourceType::DataSourceType;
  // `state` begins as the configuration.
  virtual Result<void> Read(Object& state) const = 0;
};

using ResourceTable = std::map<std::string, std::unique_ptr<const Resource>>;
using DataSourceTable = std::map<std::string, std::unique_ptr<const DataSource>>;

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_
