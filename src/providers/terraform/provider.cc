#include "providers/terraform/provider.h"

#include <mutex>

#include "engine/provider/addressed.h"
#include "providers/terraform/remote_state.h"
#include "providers/terraform/terraform_data.h"
#include "value/json.h"

namespace rolecall::providers::terraform {
namespace {

using value::Value;

class TerraformProvider final : public engine::Provider,
                                public engine::AddressedDataSources,
                                public engine::MovableResources {
 public:
  explicit TerraformProvider(const engine::BackendContext& context) : context_(context) {
    schema_.resources["terraform_data"] = DataSchema();
    schema_.data_sources["terraform_remote_state"] = RemoteStateSchema();
  }

  std::string source() const override { return kSource; }
  const engine::ProviderSchema& schema() const override { return schema_; }

  void ValidateConfiguration(const Value&, diag::Diagnostics&) override {}
  void ValidateResource(const std::string&, const Value&, diag::Diagnostics&) override {}
  void ValidateDataSource(const std::string&, const Value& config, diag::Diagnostics& diagnostics) override {
    ValidateRemoteState(config, context_, diagnostics);
  }
  void Configure(const Value&, diag::Diagnostics&) override {}

  Value UpgradeState(const std::string& type, std::int64_t, const std::string& json,
                     diag::Diagnostics& diagnostics) override {
    const auto found = schema_.resources.find(type);
    if (found != schema_.resources.end()) {
      auto read = value::FromJson(json, engine::ImpliedType(found->second.block));
      if (read.ok()) return *read;
    }
    diagnostics.AddError("state-unreadable", "The state of " + type + " cannot be read",
                         "It was written by another version of the provider.");
    return Value();
  }

  engine::ResourceState Read(const std::string&, const engine::ResourceState& current, diag::Diagnostics&) override {
    return current;
  }
  engine::PlannedResource Plan(const std::string&, const engine::ResourceState& prior, const Value& proposed,
                               const Value&, diag::Diagnostics&) override {
    return PlanData(prior, proposed);
  }
  engine::ResourceState Apply(const std::string&, const engine::ResourceState&, const engine::PlannedResource& planned,
                              const Value&, const engine::Cancellation&, diag::Diagnostics&) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return ApplyData(planned, *context_.random);
  }
  std::vector<engine::ImportedResource> Import(const std::string&, const std::string& id, diag::Diagnostics&) override {
    return {ImportData(id)};
  }
  engine::ResourceState MoveState(const engine::SourceObject& source, const std::string& target_type,
                                  diag::Diagnostics& diagnostics) override {
    return MoveToData(source, target_type, diagnostics);
  }
  Value ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    return ReadDataSourceAt("", type, config, diagnostics);
  }
  Value ReadDataSourceAt(const std::string& address, const std::string&, const Value& config,
                         diag::Diagnostics& diagnostics) override {
    // Backends are for one thread at a time, and so may be what the context has.
    const std::lock_guard<std::mutex> lock(mutex_);
    return ReadRemoteState(address, config, context_, diagnostics);
  }

 private:
  const engine::BackendContext context_;
  engine::ProviderSchema schema_;
  std::mutex mutex_;
};

}  // namespace

std::unique_ptr<engine::Provider> MakeTerraformProvider(const engine::BackendContext& context) {
  return std::make_unique<TerraformProvider>(context);
}

}  // namespace rolecall::providers::terraform
