#include "providers/aws/catalogue.h"

#include <atomic>
#include <span>
#include <utility>

#include "providers/aws/data/data_sources.h"
#include "providers/aws/data/ephemeral_resources.h"
#include "providers/aws/eks/resources.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/kms/resources.h"
#include "providers/aws/provider.h"
#include "providers/aws/s3/resources.h"
#include "providers/aws/secretsmanager/resources.h"
#include "providers/aws/ssm/resources.h"

namespace rolecall::providers::aws {
namespace {

constexpr std::span<const ResourceMaker> kResources[] = {
    kEksResources, kIamResources, kKmsResources, kS3Resources, kSecretsManagerResources, kSsmResources};

class AwsCatalogue final : public engine::ProviderCatalogue {
 public:
  explicit AwsCatalogue(Dependencies dependencies)
      : dependencies_(std::move(dependencies)), name_counter_(std::make_shared<std::atomic<std::uint32_t>>(0)) {}

  std::vector<std::string> sources() const override { return {kSource}; }

  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override {
    if (source != kSource) return nullptr;
    Behaviour behaviour(version);
    BasicResourceTable<Call> resources;
    for (std::span<const ResourceMaker> room : kResources) {
      for (const ResourceMaker& maker : room) resources.emplace(maker.type, maker.make(behaviour));
    }
    BasicDataSourceTable<Call> data_sources;
    for (const DataSourceMaker& maker : kDataSources) data_sources.emplace(maker.type, maker.make(behaviour));
    BasicDataSourceTable<Call> ephemeral;
    if (behaviour.major() >= 5) {
      for (const DataSourceMaker& maker : kEphemeralResources) ephemeral.emplace(maker.type, maker.make(behaviour));
    }
    ConfiguredProvider provider{behaviour, dependencies_.clock, dependencies_.random, dependencies_.sleeper,
                                name_counter_};
    return std::make_unique<AwsProvider>(dependencies_, std::move(provider), std::move(resources),
                                         std::move(data_sources), std::move(ephemeral));
  }

 private:
  Dependencies dependencies_;
  std::shared_ptr<std::atomic<std::uint32_t>> name_counter_;
};

}  // namespace

std::unique_ptr<engine::ProviderCatalogue> MakeAwsCatalogue(Dependencies dependencies) {
  return std::make_unique<AwsCatalogue>(std::move(dependencies));
}

}  // namespace rolecall::providers::aws
