// TableProvider: a provider that is its tables. It needs no configuration: a provider block must be empty.
//
//   return std::make_unique<TableProvider>("hashicorp/random", std::move(resources), DataSourceTable());
//
// Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_

#include <optional>
#include <string>
#include <utility>

#include "providers/framework/resource_provider.h"

namespace rolecall::providers {

class TableProvider final : public ResourceProvider<Call> {
 public:
  TableProvider(std::string source, ResourceTable resources, DataSourceTable data_sources,
                DataSourceTable ephemeral = {})
      : ResourceProvider(std::move(source), {}, std::move(resources), std::move(data_sources), std::move(ephemeral)) {}

  void ValidateConfiguration(const value::Value&, diag::Diagnostics&) override {}
  void Configure(const value::Value&, diag::Diagnostics&) override {}

 protected:
  std::optional<Call> CallFor(const Object&, const engine::Cancellation* cancellation,
                              diag::Diagnostics& diagnostics) override {
    return Call{cancellation, &diagnostics};
  }
};

extern template class ResourceProvider<Call>;

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_
