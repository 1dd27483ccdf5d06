#include "providers/aws/secretsmanager/calls.h"

#include "providers/aws/framework/json_text.h"

namespace rolecall::providers::aws {

SecretsAnswer CallSecrets(const Call& call, std::string_view action, const boost::json::object& input) {
  return call.client().Json(api::kSecretsManager, action, input);
}

bool IsSecretGone(const api::ServiceError& error) {
  if (error.Is("ResourceNotFoundException")) return true;
  return error.Is("InvalidRequestException") &&
         (MessageHas(error, "because it was deleted") || MessageHas(error, "because it was marked for deletion") ||
          MessageHas(error, "marked deleted") || MessageHas(error, "currently marked deleted"));
}

bool IsEmptyPolicyText(const std::string& policy) { return policy.empty() || policy == "{}"; }

Result<void> PutSecretPolicy(const Call& call, const std::string& secret, const std::string& policy,
                             bool block_public_policy) {
  if (IsEmptyPolicyText(policy)) {
    auto answer = CallSecrets(call, "DeleteResourcePolicy", {{"SecretId", secret}});
    if (!answer.ok() && !IsSecretGone(answer.error())) {
      return Failed("deleting Secrets Manager Secret Policy (" + secret + ")", answer.error());
    }
    return {};
  }
  boost::json::object input = {{"SecretId", secret}, {"ResourcePolicy", NormalizeJsonOrKeep(policy)}};
  if (block_public_policy) input["BlockPublicPolicy"] = true;
  auto answer = RetryWhile<boost::json::value>(
      call, kPropagationTimeout,
      [](const api::ServiceError& error) {
        return error.Is("MalformedPolicyDocumentException") && MessageHas(error, "unsupported principal");
      },
      [&] { return CallSecrets(call, "PutResourcePolicy", input); });
  if (!answer.ok()) return Failed("putting Secrets Manager Secret Policy (" + secret + ")", answer.error());
  return {};
}

SecretsAnswer GetSecretPolicy(const Call& call, const std::string& secret) {
  return CallSecrets(call, "GetResourcePolicy", {{"SecretId", secret}});
}

}  // namespace rolecall::providers::aws
