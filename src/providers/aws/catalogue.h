// The AWS provider: resources and data sources of IAM and Secrets Manager, behind engine/provider/provider.h.
//
//   std::unique_ptr<engine::ProviderCatalogue> catalogue = MakeAwsCatalogue({…});
//   std::unique_ptr<engine::Provider> provider = catalogue->Make("hashicorp/aws", "4.22.0");
//
// The version chooses the behaviour profile (4, 5 or 6; docs name the differences). Nothing is sent
// before Configure. Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_AWS_CATALOGUE_H_
#define ROLECALL_PROVIDERS_AWS_CATALOGUE_H_

#include <functional>
#include <memory>

#include "aws/client/sleeper.h"
#include "aws/credentials/credential_chain.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "engine/provider/provider.h"
#include "http/client.h"

namespace rolecall::providers::aws {

// Makes the HTTP client for a provider configuration (CA bundle, proxies, insecure).
using HttpClientFactory = std::function<std::unique_ptr<http::Client>(const http::ClientOptions&)>;

// All must outlive the catalogue and what it makes.
struct Dependencies {
  const Environment& environment;
  const FileSystem& files;
  const Clock& clock;
  Random& random;
  rolecall::aws::Sleeper& sleeper;
  HttpClientFactory make_http_client;
  rolecall::aws::CommandRunner run_command;  // for credential_process profiles; may be empty
};

std::unique_ptr<engine::ProviderCatalogue> MakeAwsCatalogue(Dependencies dependencies);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_CATALOGUE_H_
