// Dependencies: what the AWS provider needs of the outside: environment, files, time, chance, the network. Tests give
// fakes. All must outlive the catalogue (catalogue.h) and what it makes, and may be used from several threads at once.
#ifndef ROLECALL_PROVIDERS_AWS_DEPENDENCIES_H_
#define ROLECALL_PROVIDERS_AWS_DEPENDENCIES_H_

#include <functional>
#include <memory>

#include "aws/client/sleeper.h"
#include "aws/credentials/credential_chain.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "http/client.h"

namespace rolecall::providers::aws {

// Makes the HTTP client for a provider configuration (CA bundle, proxies, insecure).
using HttpClientFactory = std::function<std::unique_ptr<http::Client>(const http::ClientOptions&)>;

struct Dependencies {
  const Environment& environment;
  const FileSystem& files;
  const Clock& clock;
  Random& random;
  rolecall::aws::Sleeper& sleeper;
  HttpClientFactory make_http_client;
  rolecall::aws::CommandRunner run_command;  // for credential_process profiles; may be empty
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_DEPENDENCIES_H_
