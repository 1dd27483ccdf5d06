// GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy, ValidateResourcePolicy.
#include <boost/json.hpp>

#include "directory/principals.h"
#include "partition/own_partition.h"
#include "policy/document/document.h"
#include "policy/storable/public_access.h"
#include "policy/storable/validate.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMaxPolicyBytes = 20480;

Checked<directory::BoundPolicy> CheckPolicy(const std::string& text, bool block_public,
                                            const directory::Snapshot& snapshot) {
  const policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kResource);
  if (parsed.malformed || policy::CheckForWrite(text, policy::WriteKind::kResource, partition::Own().name)) {
    return MalformedPolicy("This resource policy contains a syntax error.");
  }
  if (block_public && policy::IsPublic(parsed.document)) {
    return aws::ErrorShape{400, "PublicPolicyException",
                           "The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent "
                           "broad access to the secret."};
  }
  directory::BoundPolicy bound = directory::BindPrincipals(text, policy::DocumentKind::kResource, snapshot);
  if (!bound.unknown_principal.empty())
    return MalformedPolicy("This resource policy contains an unsupported principal.");
  return bound;
}

}  // namespace

Answer GetResourcePolicy(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "GetResourcePolicy", id));
  boost::json::object answer = NamesOf(*secret);
  if (secret->resource_policy) {
    answer["ResourcePolicy"] =
        directory::ShowPrincipals(secret->resource_policy.text, policy::DocumentKind::kResource, *call.snapshot);
  }
  return answer;
}

Answer PutResourcePolicy(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const std::string text = input.Required("ResourcePolicy", {.min = 1, .max = kMaxPolicyBytes});
  const bool block_public = input.Flag("BlockPublicPolicy");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  question.context.push_back({"secretsmanager:BlockPublicPolicy", {block_public ? "true" : "false"}});
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "PutResourcePolicy", id, std::move(question)));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    ROLECALL_TRY(directory::BoundPolicy bound, CheckPolicy(text, block_public, transaction.snapshot()));
    changed.resource_policy = directory::MakeStoredPolicy(std::move(bound.text), policy::DocumentKind::kResource,
                                                          "resource policy of " + changed.arn());
    boost::json::object answer = NamesOf(changed);
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

Answer DeleteResourcePolicy(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "DeleteResourcePolicy", id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    changed.resource_policy = {};
    boost::json::object answer = NamesOf(changed);
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

Answer ValidateResourcePolicy(Call& call, Input& input) {
  const std::optional<std::string> id = input.Has("SecretId") ? std::optional(input.SecretId()) : std::nullopt;
  const std::string text = input.Required("ResourcePolicy", {.min = 1, .max = kMaxPolicyBytes});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (id) {
    ROLECALL_TRY([[maybe_unused]] SecretPointer secret, FindAuthorized(call, "ValidateResourcePolicy", *id));
  } else {
    ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, "ValidateResourcePolicy"));
  }
  Checked<directory::BoundPolicy> checked = CheckPolicy(text, true, *call.snapshot);
  boost::json::array errors;
  if (!checked.ok()) {
    errors.emplace_back(
        boost::json::object{{"CheckName", checked.error().code}, {"ErrorMessage", checked.error().message}});
  }
  return boost::json::object{{"PolicyValidationPassed", errors.empty()}, {"ValidationErrors", std::move(errors)}};
}

}  // namespace rolecall::services::secretsmanager
