#include "providers/catalogue.h"

#include <utility>

#include "providers/http/provider.h"
#include "providers/kubernetes/provider.h"
#include "providers/local/provider.h"
#include "providers/null/provider.h"
#include "providers/random/provider.h"
#include "providers/terraform/provider.h"
#include "providers/time/provider.h"
#include "providers/tls/provider.h"

namespace rolecall::providers {
namespace {

// What the makers choose from.
struct Dependencies {
  aws::Dependencies aws;
  FileSystem& files;
  const engine::BackendContext& backends;
  std::unique_ptr<engine::ProviderCatalogue> aws_catalogue;
};

struct Entry {
  const char* source;
  std::unique_ptr<engine::Provider> (*make)(const Dependencies& use, const std::string& version);
};

std::unique_ptr<engine::Provider> MakeAws(const Dependencies& use, const std::string& version) {
  return use.aws_catalogue->Make("hashicorp/aws", version);
}
std::unique_ptr<engine::Provider> MakeHttp(const Dependencies& use, const std::string&) {
  rolecall::aws::Sleeper& sleeper = use.aws.sleeper;
  return http::MakeHttpProvider({use.aws.make_http_client, use.aws.clock,
                                 [&sleeper](std::chrono::milliseconds duration) { return sleeper.Wait(duration); }});
}
std::unique_ptr<engine::Provider> MakeKubernetes(const Dependencies& use, const std::string& version) {
  rolecall::aws::Sleeper& sleeper = use.aws.sleeper;
  return kubernetes::MakeKubernetesProvider(
      {use.aws.environment, use.aws.files, use.aws.clock,
       [&sleeper](std::chrono::milliseconds duration) { sleeper.Sleep(duration); }},
      version);
}
std::unique_ptr<engine::Provider> MakeLocal(const Dependencies& use, const std::string&) {
  return local::MakeLocalProvider(use.files);
}
std::unique_ptr<engine::Provider> MakeNull(const Dependencies& use, const std::string&) {
  return null::MakeNullProvider(use.aws.random);
}
std::unique_ptr<engine::Provider> MakeRandom(const Dependencies& use, const std::string&) {
  return random::MakeRandomProvider(use.aws.random, use.aws.clock);
}
std::unique_ptr<engine::Provider> MakeTerraform(const Dependencies& use, const std::string&) {
  return terraform::MakeTerraformProvider(use.backends);
}
std::unique_ptr<engine::Provider> MakeTime(const Dependencies& use, const std::string&) {
  rolecall::aws::Sleeper& sleeper = use.aws.sleeper;
  return time::MakeTimeProvider(use.aws.clock,
                                [&sleeper](std::chrono::milliseconds duration) { sleeper.Sleep(duration); });
}
std::unique_ptr<engine::Provider> MakeTls(const Dependencies& use, const std::string&) {
  return tls::MakeTlsProvider(tls::FetchPeerChainOverTls, use.aws.clock);
}

constexpr Entry kProviders[] = {
    {terraform::kSource, MakeTerraform},   {"hashicorp/aws", MakeAws},     {"hashicorp/http", MakeHttp},
    {kubernetes::kSource, MakeKubernetes}, {"hashicorp/local", MakeLocal}, {"hashicorp/null", MakeNull},
    {"hashicorp/random", MakeRandom},      {"hashicorp/time", MakeTime},   {"hashicorp/tls", MakeTls},
};

class Catalogue final : public engine::ProviderCatalogue {
 public:
  explicit Catalogue(Dependencies use) : use_(std::move(use)) {}

  std::vector<std::string> sources() const override {
    std::vector<std::string> sources;
    for (const Entry& entry : kProviders) sources.emplace_back(entry.source);
    return sources;
  }

  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override {
    for (const Entry& entry : kProviders) {
      if (source == entry.source) return entry.make(use_, version);
    }
    return nullptr;
  }

 private:
  Dependencies use_;
};

}  // namespace

std::unique_ptr<engine::ProviderCatalogue> MakeCatalogue(aws::Dependencies dependencies, FileSystem& files,
                                                         const engine::BackendContext& backends) {
  std::unique_ptr<engine::ProviderCatalogue> aws = aws::MakeAwsCatalogue(dependencies);
  return std::make_unique<Catalogue>(Dependencies{std::move(dependencies), files, backends, std::move(aws)});
}

}  // namespace rolecall::providers
