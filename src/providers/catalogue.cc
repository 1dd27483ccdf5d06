#include "providers/catalogue.h"

#include <utility>

#include "providers/local/provider.h"
#include "providers/null/provider.h"
#include "providers/random/provider.h"
#include "providers/terraform/provider.h"
#include "providers/time/provider.h"
#include "providers/tls/provider.h"

namespace rolecall::providers {
namespace {

// What the makers choose from.
struct Means {
  aws::Dependencies outside;
  FileSystem& files;
  const engine::BackendWorld& backends;
  std::unique_ptr<engine::ProviderCatalogue> aws;
};

struct Entry {
  const char* source;
  std::unique_ptr<engine::Provider> (*make)(const Means& means, const std::string& version);
};

std::unique_ptr<engine::Provider> MakeAws(const Means& means, const std::string& version) {
  return means.aws->Make("hashicorp/aws", version);
}
std::unique_ptr<engine::Provider> MakeLocal(const Means& means, const std::string&) {
  return local::MakeLocalProvider(means.files);
}
std::unique_ptr<engine::Provider> MakeNull(const Means& means, const std::string&) {
  return null::MakeNullProvider(means.outside.random);
}
std::unique_ptr<engine::Provider> MakeRandom(const Means& means, const std::string&) {
  return random::MakeRandomProvider(means.outside.random);
}
std::unique_ptr<engine::Provider> MakeTerraform(const Means& means, const std::string&) {
  return terraform::MakeTerraformProvider(means.backends);
}
std::unique_ptr<engine::Provider> MakeTime(const Means& means, const std::string&) {
  rolecall::aws::Sleeper& sleeper = means.outside.sleeper;
  return time::MakeTimeProvider(means.outside.clock,
                                [&sleeper](std::chrono::milliseconds duration) { sleeper.Sleep(duration); });
}
std::unique_ptr<engine::Provider> MakeTls(const Means&, const std::string&) {
  return tls::MakeTlsProvider(tls::FetchPeerChainOverTls);
}

constexpr Entry kProviders[] = {
    {terraform::kSource, MakeTerraform}, {"hashicorp/aws", MakeAws},       {"hashicorp/local", MakeLocal},
    {"hashicorp/null", MakeNull},        {"hashicorp/random", MakeRandom}, {"hashicorp/time", MakeTime},
    {"hashicorp/tls", MakeTls},
};

class Catalogue final : public engine::ProviderCatalogue {
 public:
  explicit Catalogue(Means means) : means_(std::move(means)) {}

  std::vector<std::string> sources() const override {
    std::vector<std::string> sources;
    for (const Entry& entry : kProviders) sources.emplace_back(entry.source);
    return sources;
  }

  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override {
    for (const Entry& entry : kProviders) {
      if (source == entry.source) return entry.make(means_, version);
    }
    return nullptr;
  }

 private:
  Means means_;
};

}  // namespace

std::unique_ptr<engine::ProviderCatalogue> MakeCatalogue(aws::Dependencies dependencies, FileSystem& files,
                                                         const engine::BackendWorld& backends) {
  std::unique_ptr<engine::ProviderCatalogue> aws = aws::MakeAwsCatalogue(dependencies);
  return std::make_unique<Catalogue>(Means{std::move(dependencies), files, backends, std::move(aws)});
}

}  // namespace rolecall::providers
