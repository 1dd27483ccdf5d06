// The caller's side of an identity plane: where it is, whose keys are used, and the two questions that the
// Kubernetes commands ask of it: a token for a service account, and the review of a pod.
#ifndef ROLECALL_CLI_PLANE_PLANE_CLIENT_H_
#define ROLECALL_CLI_PLANE_PLANE_CLIENT_H_

#include <boost/json/fwd.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "aws/client/client.h"
#include "aws/credentials/credential_chain.h"
#include "base/result.h"
#include "base/secret.h"
#include "cli/frame/command.h"
#include "http/client.h"
#include "kube/pod_identity.h"
#include "kube/service_account.h"

namespace rolecall::cli {

struct TokenRequest {
  kube::ServiceAccountName account;
  std::string audience;
  std::chrono::seconds expiration{3600};
  std::string pod_name;  // the token is bound to it; may be empty
};

class PlaneClient {
 public:
  // `endpoint`: empty = AWS_ENDPOINT_URL of the environment. Credentials come from the usual chain. Where no plane is
  // named: refused, or AWS (kPlaneOrAws), of which only client() can be asked.
  enum class Reach { kPlane, kPlaneOrAws };
  static Result<std::unique_ptr<PlaneClient>> Connect(CommandContext& context, const std::string& endpoint,
                                                      Reach reach = Reach::kPlane);

  // The plane that `http` reaches, asked with these credentials; all must outlive it.
  static std::unique_ptr<PlaneClient> Over(CommandContext& context, http::Client& http, const std::string& endpoint,
                                           const std::string& region, aws::Credentials credentials);

  // Mints a token at the embedded issuer (Kubernetes' TokenRequest call, signed with SigV4).
  Result<Secret> RequestToken(const TokenRequest& request);
  // The pod as the plane's webhook would change it (POST /mutate).
  Result<boost::json::value> MutatePod(const boost::json::value& pod, const std::string& namespace_name);

  // The role and audience that the plane's webhook gives to a pod of this service account.
  Result<kube::PodIdentity> IdentityOf(const kube::ServiceAccountName& account);
  // The embedded issuer's name (its discovery document).
  Result<std::string> Issuer();

  // Its metrics (GET /metrics), as Prometheus reads them; unsigned.
  Result<std::string> Metrics();

  // A page of the plane's own API, signed; `operation` for messages.
  Result<http::Response> Get(const std::string& path, const std::string& query, const std::string& operation);

  // The same with POST and without a body; sent once.
  Result<http::Response> Post(const std::string& path, const std::string& operation);

  const std::string& endpoint() const { return endpoint_; }  // empty: AWS
  const std::string& region() const { return client_->region(); }
  aws::Client& client() { return *client_; }

 private:
  // `http` null: one of its own.
  PlaneClient(CommandContext& context, std::string endpoint, http::Client* http);
  void MakeClient(aws::ClientOptions options);

  CommandContext& context_;
  std::string endpoint_;
  std::unique_ptr<http::Client> own_http_;
  http::Client& http_;
  aws::SystemSleeper sleeper_;
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  std::unique_ptr<aws::Client> client_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PLANE_PLANE_CLIENT_H_
