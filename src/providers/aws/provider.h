// AwsProvider: what all types of the AWS provider have in common, and nothing of any one of them: the provider block,
// tags and default tags, the region argument, and waiting for what was just made. Finding the type, planning by rules
// and calling it is framework/resource_provider.h.
//
// Errors are whole sentences of the types ("creating IAM Role (x): …"), reported as they are.
// Threads: as engine/provider/provider.h says: Configure first, then any.
#ifndef ROLECALL_PROVIDERS_AWS_PROVIDER_H_
#define ROLECALL_PROVIDERS_AWS_PROVIDER_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "providers/aws/dependencies.h"
#include "providers/aws/framework/resource.h"
#include "providers/framework/resource_provider.h"

namespace rolecall::providers::aws {

inline constexpr const char* kSource = "hashicorp/aws";

class AwsProvider final : public ResourceProvider<Call> {
 public:
  AwsProvider(const Dependencies& dependencies, ConfiguredProvider provider, BasicResourceTable<Call> resources,
              BasicDataSourceTable<Call> data_sources, BasicDataSourceTable<Call> ephemeral);

  // `user_agent`, as the real one has it. Differs from AWS's provider: it is checked, and not added to our requests.
  const engine::BlockSchema* ModuleMetaSchema() const override;
  void ValidateConfiguration(const value::Value& configuration, diag::Diagnostics& diagnostics) override;
  void Configure(const value::Value& configuration, diag::Diagnostics& diagnostics) override;

  std::optional<engine::ResourceIdentity> IdentityOf(const std::string& type,
                                                     const value::Value& object) const override;
  std::optional<std::string> ImportIdOf(const std::string& type, const value::Value& identity,
                                        diag::Diagnostics& diagnostics) const override;

 private:
  std::optional<Call> CallFor(const Object& object, const engine::Cancellation* cancellation,
                              diag::Diagnostics& diagnostics) override;
  Result<void> PlanShared(const Object* prior, const Object& config, Object& planned) const override;
  Attempt Create(const Type& resource, const Call& call, const Object& config, Object state) const override;
  Attempt Update(const Type& resource, const Call& call, const Object& prior, const Object& config,
                 Object state) const override;
  value::Value Settled(const value::Value& made, const value::Value& planned) const override;
  std::string ReadImportId(const std::string& id, Object& state) const override;
  std::string NewPrivateBytes() const override;
  std::string ErrorSummary(const std::string&, const Error& error) const override { return error.message; }

  void FillAllTags(Object& state) const;

  const Dependencies dependencies_;
  ConfiguredProvider provider_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<api::Client>> regional_clients_;  // guarded by mutex_
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_PROVIDER_H_
