// TableProvider: a provider that is its two tables. It needs no configuration: a provider block may be empty, or have
// the arguments that `configuration` names.
//
//   return std::make_unique<TableProvider>("hashicorp/random", engine::BlockSchema(), Resources(), DataSources());
//
// Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_

#include <string>
#include <vector>

#include "engine/provider/provider.h"
#include "providers/framework/resource.h"

namespace rolecall::providers {

class TableProvider : public engine::Provider {
 public:
  TableProvider(std::string source, engine::BlockSchema configuration, ResourceTable resources,
                DataSourceTable data_sources);

  std::string source() const override { return source_; }
  const engine::ProviderSchema& schema() const override { return schema_; }
  void ValidateConfiguration(const value::Value& configuration, diag::Diagnostics& diagnostics) override;
  void ValidateResource(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  void ValidateDataSource(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  void Configure(const value::Value& configuration, diag::Diagnostics& diagnostics) override;
  value::Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                            diag::Diagnostics& diagnostics) override;
  engine::ResourceState Read(const std::string& type, const engine::ResourceState& current,
                             diag::Diagnostics& diagnostics) override;
  engine::PlannedResource Plan(const std::string& type, const engine::ResourceState& prior,
                               const value::Value& proposed, const value::Value& config,
                               diag::Diagnostics& diagnostics) override;
  engine::ResourceState Apply(const std::string& type, const engine::ResourceState& prior,
                              const engine::PlannedResource& planned, const value::Value& config,
                              const engine::Cancellation& cancellation, diag::Diagnostics& diagnostics) override;
  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics& diagnostics) override;
  value::Value ReadDataSource(const std::string& type, const value::Value& config,
                              diag::Diagnostics& diagnostics) override;

 private:
  const Resource* FindResource(const std::string& type, diag::Diagnostics& diagnostics) const;
  void Report(const std::string& type, const Error& error, diag::Diagnostics& diagnostics) const;

  std::string source_;
  ResourceTable resources_;
  DataSourceTable data_sources_;
  engine::ProviderSchema schema_;
};

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_TABLE_PROVIDER_H_
