// GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy, ValidateResourcePolicy.
#include <boost/json.hpp>

#include "directory/principals.h"
#include "policy/document/document.h"
#include "policy/storable/validate.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMaxPolicyBytes = 20480;

aws::ErrorShape Malformed(std::string message) { return {400, "MalformedPolicyDocumentException", std::move(message)}; }

// Whether a statement allows everybody: an Allow for the principal "*" without any condition.
bool IsPublic(const policy::Document& document) {
  for (const policy::Statement& statement : document.statements) {
    if (statement.effect != policy::Effect::kAllow || !statement.conditions.empty()) continue;
    if (statement.not_principal) return true;
    for (const policy::PrincipalText& principal : statement.principals) {
      if (principal.value == "*") return true;
    }
  }
  return false;
}

Checked<directory::BoundPolicy> CheckPolicy(const std::string& text, bool block_public,
                                            const directory::Snapshot& snapshot) {
  if (const auto refused = policy::CheckForWrite(text, policy::WriteKind::kResource)) {
    return Malformed("This resource policy contains a syntax error.");
  }
  const policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kResource);
  if (parsed.malformed) return Malformed("This resource policy contains a syntax error.");
  if (block_public && IsPublic(parsed.document)) {
    return aws::ErrorShape{400, "PublicPolicyException",
                           "The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent "
                           "broad access to the secret."};
  }
  directory::BoundPolicy bound = directory::BindPrincipals(text, policy::DocumentKind::kResource, snapshot);
  if (!bound.unknown_principal.empty()) return Malformed("This resource policy contains an unsupported principal.");
  return bound;
}

}  // namespace

Answer GetResourcePolicy(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "GetResourcePolicy", id));
  boost::json::object answer{{"ARN", secret->arn()}, {"Name", secret->name}};
  if (secret->resource_policy) {
    answer["ResourcePolicy"] =
        directory::ShowPrincipals(secret->resource_policy.text, policy::DocumentKind::kResource, *call.snapshot);
  }
  return answer;
}

Answer PutResourcePolicy(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::string text = input.Required("ResourcePolicy", {.min = 1, .max = kMaxPolicyBytes});
  const bool block_public = input.Flag("BlockPublicPolicy");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  question.context.push_back({"secretsmanager:BlockPublicPolicy", {block_public ? "true" : "false"}});
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "PutResourcePolicy", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    ROLECALL_TRY(directory::BoundPolicy bound, CheckPolicy(text, block_public, transaction.snapshot()));
    changed.resource_policy = directory::MakeStoredPolicy(std::move(bound.text), policy::DocumentKind::kResource,
                                                          "resource policy of " + changed.arn());
    boost::json::object answer{{"ARN", changed.arn()}, {"Name", changed.name}};
    transaction.Put(std::move(changed));
    return answer;
  });
}

Answer DeleteResourcePolicy(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "DeleteResourcePolicy", id));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    changed.resource_policy = {};
    boost::json::object answer{{"ARN", changed.arn()}, {"Name", changed.name}};
    transaction.Put(std::move(changed));
    return answer;
  });
}

Answer ValidateResourcePolicy(Call& call, Input& input) {
  const std::optional<std::string> id = input.Text("SecretId");
  const std::string text = input.Required("ResourcePolicy", {.min = 1, .max = kMaxPolicyBytes});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (id) {
    ROLECALL_TRY([[maybe_unused]] SecretPointer secret, FindAuthorized(call, "ValidateResourcePolicy", *id));
  } else {
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "secretsmanager:ValidateResourcePolicy"}));
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
