// CreateSecret, UpdateSecret, DeleteSecret, RestoreSecret.
#include <algorithm>
#include <boost/json.hpp>

#include "directory/principals.h"
#include "directory/snapshot.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMaxSecrets = 500000;  // AWS's quota for a region
constexpr std::size_t kSuffixLength = 6;

const char* const kTokenNeeded = "You must provide a ClientRequestToken value. We recommend a UUID-type value.";

bool IsName(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("/_+=.@-").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::string RandomSuffix(Random& random) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string suffix(kSuffixLength, ' ');
  for (char& c : suffix) c = kLetters[random.Below(kLetters.size())];
  return suffix;
}

bool IsPurged(const directory::SecretRecord& secret, Time now) {
  return secret.purge_after && *secret.purge_after <= now;
}

// A secret of that name stands in the way of a new one.
std::optional<aws::ErrorShape> RefuseExisting(const directory::SecretRecord& existing,
                                              const directory::SecretVersion& version, bool& same) {
  if (existing.deleted) {
    return InvalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.");
  }
  const directory::SecretVersion* before = FindVersion(existing, version.id);
  same = before != nullptr && version.has_value && before->value.Equals(version.value.Reveal());
  if (same) return std::nullopt;
  return aws::ErrorShape{400, "ResourceExistsException",
                         "The operation failed because the secret " + existing.name + " already exists."};
}

boost::json::object Created(const directory::SecretRecord& secret, const directory::SecretVersion& version) {
  boost::json::object answer{{"ARN", secret.arn()}, {"Name", secret.name}};
  if (version.has_value) answer["VersionId"] = version.id;
  return answer;
}

}  // namespace

Answer CreateSecret(Call& call, Input& input) {
  directory::SecretRecord secret;
  secret.name = input.Required("Name", {.min = 1, .max = 512});
  const std::optional<std::string> token = input.Text("ClientRequestToken", {.min = 32, .max = 64});
  secret.description = input.Text("Description", {.min = 0, .max = 2048}).value_or("");
  secret.kms_key_id = input.Text("KmsKeyId", {.min = 0, .max = 2048}).value_or("");
  secret.tags = input.Tags().value_or(directory::Tags{});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  secret.account = call.own_account();
  secret.region = call.region;
  Question question{
      .action = "secretsmanager:CreateSecret",
      .resource = "arn:aws:secretsmanager:" + call.region + ":" + secret.account + ":secret:" + secret.name + "-??????",
      .request_tags = &secret.tags,
      .context = {{"secretsmanager:Name", {secret.name}}}};
  if (!secret.description.empty()) question.context.push_back({"secretsmanager:Description", {secret.description}});
  if (!secret.kms_key_id.empty()) question.context.push_back({"secretsmanager:KmsKeyId", {secret.kms_key_id}});
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (!secret.tags.empty()) {
    question.action = "secretsmanager:TagResource";
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  }
  if (!IsName(secret.name)) {
    return aws::ErrorShape{
        400, "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"};
  }
  if (input.Has("AddReplicaRegions")) {
    return InvalidParameter("Replication to other regions is not possible here: this server is one region.");
  }
  if (!token) return InvalidRequest(kTokenNeeded);
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, *token, call.now, false));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const SecretPointer existing =
        transaction.snapshot().secrets.Find(directory::SecretKey(secret.account, secret.region, secret.name));
    if (existing != nullptr && !IsPurged(*existing, call.now)) {
      bool same = false;
      ROLECALL_RETURN_IF_ERROR(RefuseExisting(*existing, version, same));
      return Created(*existing, version);
    }
    if (transaction.snapshot().secrets.size() >= kMaxSecrets) {
      return aws::ErrorShape{400, "LimitExceededException", "You have reached the limit of secrets in this region."};
    }
    secret.suffix = RandomSuffix(call.random);
    secret.created = secret.changed = call.now;
    if (version.has_value) {
      ROLECALL_TRY([[maybe_unused]] bool added, AddVersion(secret, version, {std::string(kCurrent)}));
    }
    call.audit.resources.push_back(secret.arn());
    boost::json::object answer = Created(secret, version);
    transaction.Put(secret);
    return answer;
  });
}

Answer UpdateSecret(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::optional<std::string> token = input.Text("ClientRequestToken", {.min = 32, .max = 64});
  const std::optional<std::string> description = input.Text("Description", {.min = 0, .max = 2048});
  const std::optional<std::string> key = input.Text("KmsKeyId", {.min = 0, .max = 2048});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  if (description) question.context.push_back({"secretsmanager:Description", {*description}});
  if (key) question.context.push_back({"secretsmanager:KmsKeyId", {*key}});
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "UpdateSecret", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  const bool has_value = input.Has("SecretString") || input.Has("SecretBinary");
  if (has_value && !token) return InvalidRequest(kTokenNeeded);
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, token.value_or(""), call.now, false));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    if (description) changed.description = *description;
    if (key) changed.kms_key_id = *key;
    if (has_value) {
      ROLECALL_TRY([[maybe_unused]] bool added, AddVersion(changed, version, {std::string(kCurrent)}));
    }
    changed.changed = call.now;
    boost::json::object answer{{"ARN", changed.arn()}, {"Name", changed.name}};
    if (has_value) answer["VersionId"] = version.id;
    transaction.Put(std::move(changed));
    return answer;
  });
}

Answer DeleteSecret(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::optional<long long> window = input.Number("RecoveryWindowInDays", INT64_MIN, INT64_MAX);
  const bool force = input.Flag("ForceDeleteWithoutRecovery");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  constexpr long long kDefaultWindow = 30;
  Question question;
  question.context.push_back({"secretsmanager:ForceDeleteWithoutRecovery", {force ? "true" : "false"}});
  if (window) question.context.push_back({"secretsmanager:RecoveryWindowInDays", {std::to_string(*window)}});
  Checked<SecretPointer> found = FindAuthorized(call, "DeleteSecret", id, std::move(question));
  if (force && window) {
    return InvalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (window && (*window < 7 || *window > 30)) {
    return InvalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  }
  if (!found.ok()) return std::move(found.error());
  const SecretPointer secret = *found;
  if (secret->deleted && !force) return *RefuseDeleted(*secret, "perform this operation on the secret");
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord doomed, Again(transaction, *secret));
    doomed.deleted = call.now;
    doomed.purge_after = call.now + std::chrono::days(force ? 0 : window.value_or(kDefaultWindow));
    boost::json::object answer{{"ARN", doomed.arn()},
                               {"Name", doomed.name},
                               {"DeletionDate", static_cast<double>(UnixSeconds(*doomed.purge_after))}};
    if (force) {
      transaction.Delete(doomed);
    } else {
      transaction.Put(std::move(doomed));
    }
    return answer;
  });
}

Answer RestoreSecret(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "RestoreSecret", id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord restored, Again(transaction, *secret));
    restored.deleted.reset();
    restored.purge_after.reset();
    boost::json::object answer{{"ARN", restored.arn()}, {"Name", restored.name}};
    transaction.Put(std::move(restored));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
