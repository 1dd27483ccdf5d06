// AwsProvider: the tables of resources and data sources, behind engine/provider/provider.h.
#ifndef ROLECALL_PROVIDERS_AWS_PROVIDER_H_
#define ROLECALL_PROVIDERS_AWS_PROVIDER_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/provider/provider.h"
#include "providers/aws/catalogue.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

class AwsProvider final : public engine::Provider {
 public:
  AwsProvider(const Dependencies& dependencies, Session session, ResourceTable resources, DataSourceTable data_sources);

  std::string source() const override { return "hashicorp/aws"; }
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
  bool IsReady(diag::Diagnostics& diagnostics) const;
  Call CallFor(const Object& object, const engine::Cancellation* cancellation);
  engine::ResourceState Create(const Resource& resource, const Call& call, const Object& config, Object state,
                               diag::Diagnostics& diagnostics) const;
  engine::ResourceState Update(const Resource& resource, const Call& call, const engine::ResourceState& prior,
                               const Object& config, Object state, diag::Diagnostics& diagnostics) const;
  void ReadAfterWrite(const Resource& resource, const Call& call, Object& state, diag::Diagnostics& diagnostics) const;

  const Dependencies dependencies_;
  Session session_;
  ResourceTable resources_;
  DataSourceTable data_sources_;
  engine::ProviderSchema schema_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<api::Client>> regional_clients_;  // guarded by mutex_
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_PROVIDER_H_
