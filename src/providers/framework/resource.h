// BasicResource and BasicDataSource: what one type does in the world, over the rules of resource_type.h.
// ResourceProvider (resource_provider.h) turns tables of them into engine/provider/provider.h.
//
//   class NullResource final : public Resource {
//    public:
//     NullResource() : Resource(NullSchema(), {{"triggers", ForceNew()}}) {}
//     Result<void> Create(const Call& call, const Object& config, Object& state) const override;
//   };
//
// `Context` is what a provider gives to each call of the engine: a session and a client, or (Call below) only whether
// the user wants to stop. What plans and checks needs none: see ResourceType.
// `state` begins as what is planned (unknowns null) or known, and is changed to what is. `config` also has what no
// state keeps (write-only attributes). Errors are sentences for the user.
// Threads: all functions are const and may be called from several threads at once.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_

#include <map>
#include <memory>
#include <string>

#include "providers/framework/resource_type.h"

namespace rolecall::providers {

template <typename Context>
class BasicResource : public ResourceType {
 public:
  using ResourceType::ResourceType;

  // Sets everything that the schema calls computed, or all that Read needs where the provider reads what it made.
  virtual Result<void> Create(const Context& call, const Object& config, Object& state) const = 0;
  // False: it does not exist (any more). By default the object is only what the state says.
  virtual Result<bool> Read(const Context&, Object&) const { return true; }
  virtual Result<void> Update(const Context&, const Object& /*prior*/, const Object& /*config*/, Object&) const {
    return {};
  }
  // What is already gone is no error.
  virtual Result<void> Delete(const Context&, const Object&) const { return {}; }
};

template <typename Context>
class BasicDataSource : public DataSourceType {
 public:
  using DataSourceType::DataSourceType;
  // `state` begins as the configuration.
  virtual Result<void> Read(const Context& call, Object& state) const = 0;
};

template <typename Context>
using BasicResourceTable = std::map<std::string, std::unique_ptr<const BasicResource<Context>>>;
template <typename Context>
using BasicDataSourceTable = std::map<std::string, std::unique_ptr<const BasicDataSource<Context>>>;

// The context of the providers without a session: what they make lies in the state, in a file or in time.
struct Call {
  const engine::Cancellation* cancellation = nullptr;
  diag::Diagnostics* diagnostics = nullptr;  // for warnings; errors are results

  bool IsCancelled() const { return cancellation != nullptr && cancellation->IsCancelled(); }
  void Warn(const std::string& summary, const std::string& detail) const {
    if (diagnostics != nullptr) diagnostics->AddWarning("provider-warning", summary, detail);
  }
};
using Resource = BasicResource<Call>;
using DataSource = BasicDataSource<Call>;
using ResourceTable = BasicResourceTable<Call>;
using DataSourceTable = BasicDataSourceTable<Call>;

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_H_
