// The container credentials endpoint: what AWS SDKs ask when AWS_CONTAINER_CREDENTIALS_FULL_URI is set, as the agents
// of ECS and EKS Pod Identity answer it.
//
//   GET /_rolecall/credentials?role_arn=ARN      Authorization: a service account's token
//   GET /v1/credentials
//   {"AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId", "RoleArn"}
//
// The token goes to AssumeRoleWithWebIdentity as any other: the same checks, trust policies and audit. So the two
// functions here only translate; between them the server handles the call as its own:
//
//   if (IsRequest(request)) {
//     auto exchange = ToTokenExchange(request, role_of);
//     return exchange.ok() ? ToCredentials(CallService(exchange->request), exchange->role_arn) : exchange.error();
//   }
//
// Query parameters: role_arn (else the role that the manifests give to the token's service account), role_session_name,
// duration_seconds. Sources: SDKs Reference Guide, "Container credential provider"; the agents' answers.
// Tokens for pods.eks.amazonaws.com are not for these functions, but for services/eks (associations, session tags).
// Differs from AWS: the role's trust policy is that of a web identity (federated principal), and there are no session
// tags of the pod. Pure; any thread.
#ifndef ROLECALL_SERVICES_CONTAINER_CREDENTIALS_CONTAINER_CREDENTIALS_H_
#define ROLECALL_SERVICES_CONTAINER_CREDENTIALS_CONTAINER_CREDENTIALS_H_

#include <functional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "http/message.h"

namespace rolecall::services::container_credentials {

inline constexpr std::string_view kPath = "/_rolecall/credentials";
// The path of EKS Pod Identity's agent, for who has a token and no signature.
inline constexpr std::string_view kAgentPath = "/v1/credentials";

bool IsRequest(const http::Request& request);

// The role of a service account, "" if it has none. The name is the token's word, not verified yet: whatever it says,
// the exchange decides.
using RoleOf = std::function<std::string(const std::string& space, const std::string& name)>;

struct Exchange {
  http::Request request;
  std::string role_arn;
};

// The call of STS that the request stands for; or the answer that refuses it.
Expected<Exchange, http::Response> ToTokenExchange(const http::Request& request, const RoleOf& role_of);

// What STS answered, in the form that SDKs read; its errors as {"code", "message"} with their status.
http::Response ToCredentials(const http::Response& answer, const std::string& role_arn);

}  // namespace rolecall::services::container_credentials

#endif  // ROLECALL_SERVICES_CONTAINER_CREDENTIALS_CONTAINER_CREDENTIALS_H_
