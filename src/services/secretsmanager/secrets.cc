#include "services/secretsmanager/secrets.h"

#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {

bool IsPurged(const directory::SecretRecord& secret, Time now) {
  return secret.purge_after && *secret.purge_after <= now;
}

std::optional<aws::ErrorShape> AuthorizeAction(Call& call, std::string_view action) {
  return Authorize(call, {.action = "secretsmanager:" + std::string(action), .shown_resource = ""});
}

Checked<SecretPointer> FindAuthorized(Call& call, std::string_view action, const std::string& id, Question question) {
  const SecretPlace place{call.own_account(), call.region};
  SecretPointer secret = FindSecret(*call.snapshot, place, id);
  if (secret != nullptr && IsPurged(*secret, call.now)) secret = nullptr;
  question.action = "secretsmanager:" + std::string(action);
  question.shown_resource = id;
  question.context.push_back({"secretsmanager:SecretId", {id}});
  if (secret != nullptr) {
    question.resource = secret->arn();
    question.resource_account = secret->account;
    question.resource_tags = &secret->tags;
    question.resource_policy = secret->resource_policy.compiled().get();
    question.context.push_back(
        {"secretsmanager:SecretPrimaryRegion", {secret->is_replica() ? secret->primary_region : secret->region}});
    if (!secret->rotation.lambda_arn.empty()) {
      question.context.push_back({"secretsmanager:resource/AllowRotationLambdaArn", {secret->rotation.lambda_arn}});
    }
  } else {
    question.resource = ArnOfUnknown(place, id);
    // Another account's name is not answered for: its own policy would have to allow it, and there is none.
    question.resource_account = AccountOf(id);
  }
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (secret == nullptr) return NotFound();
  return secret;
}

Checked<SecretPointer> FindForChange(Call& call, std::string_view action, const std::string& id, Question question) {
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, action, id, std::move(question)));
  if (secret->deleted) return MarkedForDeletion();
  if (secret->is_replica()) return NotOnReplica();
  return secret;
}

Checked<directory::SecretRecord> Again(const directory::Transaction& transaction,
                                       const directory::SecretRecord& secret) {
  const SecretPointer now = transaction.snapshot().secrets.Find(secret.key());
  if (now == nullptr || now->suffix != secret.suffix) return NotFound();
  if (now->deleted && !secret.deleted) return MarkedForDeletion();
  // Promoted or made one meanwhile: what was decided about the one is not about the other.
  if (now->primary_region != secret.primary_region) return NotFound();
  return *now;
}

boost::json::object NamesOf(const directory::SecretRecord& secret) {
  return {{"ARN", secret.arn()}, {"Name", secret.name}};
}

double JsonSeconds(Time time) { return static_cast<double>(time.time_since_epoch().count() / 1000) / 1000.0; }

}  // namespace rolecall::services::secretsmanager
