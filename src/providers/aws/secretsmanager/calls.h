// What the resources and data sources of Secrets Manager have in common: calls, the policy.
//
//   SecretsAnswer answer = CallSecrets(call, "DescribeSecret", {{"SecretId", id}});
//   if (!answer.ok() && IsSecretGone(answer.error())) return false;
//
// CallSecrets gives the service's error as it is; who calls says what was tried (Failed). Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_CALLS_H_

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "providers/aws/framework/json_answer.h"  // IWYU pragma: export
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

using SecretsAnswer = JsonAnswer;

SecretsAnswer CallSecrets(const Call& call, std::string_view action, const boost::json::object& input);

// The secret, or a version of it, is not there: never was, or is on its way out.
bool IsSecretGone(const api::ServiceError& error);

// Puts the policy, or removes it if it is empty. Waits for a principal that was made a moment ago.
Result<void> PutSecretPolicy(const Call& call, const std::string& secret, const std::string& policy,
                             bool block_public_policy = false);
// "" if it has none.
SecretsAnswer GetSecretPolicy(const Call& call, const std::string& secret);
bool IsEmptyPolicyText(const std::string& policy);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_CALLS_H_
