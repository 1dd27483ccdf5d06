// The arguments by which blocks say how AWS is reached — credentials, roles, endpoints, proxies —, and the connection
// that they make: of the s3 backend, and of keys of KMS (engine/encryption).
//
//   AwsSettings settings = ReadAwsArguments(arguments, {.where = "The backend \"s3\"", …});    // takes its arguments
//   std::unique_ptr<AwsConnection> connection = ConnectAws(std::move(settings), context, place, diagnostics);
//   connection->client().Json(aws::kKms, "Decrypt", …);
//
// Nothing is sent until a call is made. Mistakes go to the diagnostics (null then), never with a key in them.
// Threads: as aws::Client.
#ifndef ROLECALL_ENGINE_BACKEND_AWS_ARGUMENTS_H_
#define ROLECALL_ENGINE_BACKEND_AWS_ARGUMENTS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/client/client.h"
#include "aws/client/profiles.h"
#include "aws/credentials/chain_options.h"
#include "base/result.h"
#include "diag/diagnostic.h"
#include "engine/backend/arguments.h"
#include "engine/backend/backend.h"
#include "http/client.h"

namespace rolecall::engine {

struct AwsSettings {
  std::string where;  // for messages: The backend "s3"
  std::string region;
  aws::ChainOptions chain;
  aws::ClientOptions client;
  aws::ProfileFiles files;
  std::vector<std::string> allowed_accounts, forbidden_accounts;
  std::optional<http::ClientOptions> own_http;   // when proxies or certificates differ from everybody's
  std::map<std::string, std::string> endpoints;  // by service
};

// What is read where.
struct AwsArgumentPlace {
  std::string where;  // for messages: The backend "s3"
  diag::Range place;
  const BackendContext& context;
  diag::Diagnostics& diagnostics;
};

// "https://" is put before a host; an empty address is none.
void SetAwsEndpoint(AwsSettings& settings, const std::string& service, std::string url);
// All but `endpoints` and region: credentials, roles, transport, accounts.
AwsSettings ReadAwsArguments(ArgumentReader& arguments, const AwsArgumentPlace& place);

class AwsConnection {
 public:
  AwsConnection(AwsSettings settings, const BackendContext& context, std::unique_ptr<http::Client> own_http,
                std::unique_ptr<aws::CredentialsProvider> credentials);
  aws::Client& client() { return client_; }
  // kPermissionDenied if the account is not an allowed one.
  Result<void> CheckAccount();

 private:
  const AwsSettings settings_;
  std::unique_ptr<http::Client> own_http_;
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  aws::Client client_;
};

// Finds region, profile and endpoints out. Null, with diagnostics: something is missing or wrong.
std::unique_ptr<AwsConnection> ConnectAws(AwsSettings settings, const BackendContext& context, const diag::Range& place,
                                          diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_AWS_ARGUMENTS_H_
