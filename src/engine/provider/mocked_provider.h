// MockedProvider: stands in for a provider while tests run: it knows the types and their rules, and asks nobody.
//
//   MockedProvider mocked(real, {{"aws_iam_role", {{"arn", …}}}}, …);
//
// Objects are MockValues, known while planning already, and are never configured, read, changed or destroyed anywhere.
// Threads: as Provider.
#ifndef ROLECALL_ENGINE_PROVIDER_MOCKED_PROVIDER_H_
#define ROLECALL_ENGINE_PROVIDER_MOCKED_PROVIDER_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/ephemeral.h"
#include "engine/provider/mock_value.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

// What is given for the attributes of all objects of a type.
struct ProviderMock {
  std::map<std::string, MockValues> resources, data_sources;  // by type
};

class MockedProvider final : public Provider, public EphemeralResources {
 public:
  // `real` must outlive this.
  MockedProvider(Provider& real, ProviderMock mock) : real_(real), mock_(std::move(mock)) {}
  MockedProvider(std::unique_ptr<Provider> real, ProviderMock mock)
      : owned_(std::move(real)), real_(*owned_), mock_(std::move(mock)) {}

  std::string source() const override { return real_.source(); }
  const ProviderSchema& schema() const override { return real_.schema(); }
  const ResourceSchema* FindResource(const std::string& type) const override { return real_.FindResource(type); }
  const ResourceSchema* FindDataSource(const std::string& type) const override { return real_.FindDataSource(type); }
  const ResourceSchema* FindEphemeral(const std::string& type) const override { return real_.FindEphemeral(type); }
  std::vector<std::string> ResourceTypes() const override { return real_.ResourceTypes(); }
  std::vector<std::string> DataSourceTypes() const override { return real_.DataSourceTypes(); }
  std::vector<std::string> EphemeralTypes() const override { return real_.EphemeralTypes(); }
  const BlockSchema& ConfigurationSchema() const override { return real_.ConfigurationSchema(); }
  const BlockSchema* ModuleMetaSchema() const override { return real_.ModuleMetaSchema(); }
  void ValidateConfiguration(const value::Value&, diag::Diagnostics&) override {}
  void ValidateResource(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override {
    real_.ValidateResource(type, config, diagnostics);
  }
  void ValidateDataSource(const std::string& type, const value::Value& config,
                          diag::Diagnostics& diagnostics) override {
    real_.ValidateDataSource(type, config, diagnostics);
  }
  void Configure(const value::Value&, diag::Diagnostics&) override {}
  value::Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                            diag::Diagnostics& diagnostics) override {
    return real_.UpgradeState(type, version, json, diagnostics);
  }
  ResourceState Read(const std::string&, const ResourceState& current, diag::Diagnostics&) override { return current; }
  PlannedResource Plan(const std::string& type, const ResourceState& prior, const value::Value& proposed,
                       const value::Value& config, diag::Diagnostics& diagnostics) override;
  ResourceState Apply(const std::string&, const ResourceState&, const PlannedResource& planned, const value::Value&,
                      const Cancellation&, diag::Diagnostics&) override {
    return {planned.planned, planned.private_bytes};
  }
  std::vector<ImportedResource> Import(const std::string& type, const std::string& id,
                                       diag::Diagnostics& diagnostics) override;
  value::Value ReadDataSource(const std::string& type, const value::Value& config,
                              diag::Diagnostics& diagnostics) override;
  void ValidateEphemeral(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  // Its values are made up of its schema: no block of a test says them.
  OpenedResource Open(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  RenewedResource Renew(const std::string&, const Secret&, diag::Diagnostics&) override { return {}; }
  void Close(const std::string&, const Secret&, diag::Diagnostics&) override {}

 private:
  static const MockValues& ValuesOf(const std::map<std::string, MockValues>& types, const std::string& type);

  const std::unique_ptr<Provider> owned_;
  Provider& real_;
  const ProviderMock mock_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_MOCKED_PROVIDER_H_
