// CreateSecret, UpdateSecret.
#include "directory/snapshot.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/kms.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/tags.h"
#include "services/secretsmanager/versions.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::size_t kMaxSecrets = 500000;  // AWS's quota for a region

// A secret of that name stands in the way of a new one, unless it is what the same request made before.
std::optional<aws::ErrorShape> RefuseExisting(const directory::SecretRecord& existing,
                                              const directory::SecretVersion& version) {
  if (existing.deleted) {
    return InvalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.");
  }
  const directory::SecretVersion* before = FindVersion(existing, version.id);
  if (before == nullptr || !version.has_value) {
    return ResourceExists("The operation failed because the secret " + existing.name + " already exists.");
  }
  const bool same = before->is_binary == version.is_binary && before->value.Equals(version.value.Reveal());
  return same ? std::nullopt : std::optional(TokenInUse(version.id, existing.arn()));
}

// Members for secrets of other vendors' services, which nobody rotates here.
std::optional<aws::ErrorShape> RefuseExternal(Input& input) {
  if (!input.Has("Type")) return std::nullopt;
  return InvalidRequest("Managed external secrets (Type) are not possible here.");
}

void AddTextContext(const char* key, const std::optional<std::string>& text, Question& question) {
  if (text && !text->empty()) question.context.push_back({key, {*text}});
}

std::optional<aws::ErrorShape> AuthorizeCreation(Call& call, const directory::SecretRecord& secret,
                                                 const WantedReplicas& replicas,
                                                 const std::optional<std::string>& type) {
  Question question{.action = "secretsmanager:CreateSecret",
                    .resource = ArnOfUnknown({secret.account, secret.region}, secret.name),
                    .shown_resource = secret.name,
                    .request_tags = &secret.tags,
                    .context = {{"secretsmanager:Name", {secret.name}}}};
  AddTextContext("secretsmanager:Description", secret.description, question);
  AddTextContext("secretsmanager:Type", type, question);
  AddKeyContext(secret.kms_key_id, secret.region, secret.account, question);
  AddReplicaContext(replicas, question);
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (!secret.tags.empty()) {
    question.action = "secretsmanager:TagResource";
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  }
  if (replicas.regions.empty()) return std::nullopt;
  question.action = "secretsmanager:ReplicateSecretToRegions";
  return Authorize(call, question);
}

boost::json::object Created(const directory::Snapshot& snapshot, const directory::SecretRecord& secret,
                            const directory::SecretVersion& version) {
  boost::json::object answer = NamesOf(secret);
  if (version.has_value) answer["VersionId"] = version.id;
  if (!secret.replicas.empty()) answer["ReplicationStatus"] = ReplicationStatus(snapshot, secret);
  return answer;
}

Answer StoreNew(Call& call, const directory::SecretRecord& wanted, const directory::SecretVersion& version,
                const WantedReplicas& replicas) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    directory::SecretRecord secret = wanted;  // it may be run again
    const SecretPointer existing = transaction.snapshot().secrets.Find(secret.key());
    if (existing != nullptr && !IsPurged(*existing, call.now)) {
      ROLECALL_RETURN_IF_ERROR(RefuseExisting(*existing, version));
      return Created(transaction.snapshot(), *existing, version);
    }
    if (transaction.snapshot().secrets.size() >= kMaxSecrets) {
      return LimitExceeded("You have reached the limit of secrets in this region.");
    }
    if (version.has_value) {
      ROLECALL_TRY([[maybe_unused]] bool added, AddVersion(secret, version, {std::string(kCurrent)}));
    }
    NoteResource(call, secret.arn());
    AddReplicas(transaction, secret, replicas, call.now);
    boost::json::object answer = Created(transaction.snapshot(), secret, version);
    transaction.Put(secret);
    return answer;
  });
}

struct SecretUpdate {
  std::optional<std::string> description, key;
  bool has_value = false;

  bool only_key() const { return key && !description && !has_value; }
};

// What the change needs of the keys: the new one to write, the old one too if values go from it to another.
std::optional<aws::ErrorShape> RefuseKeys(Call& call, const directory::SecretRecord& secret, const SecretUpdate& update,
                                          const std::string& version_id) {
  if (!update.key && !update.has_value) return std::nullopt;
  directory::SecretRecord changed = secret;
  if (update.key) {
    const directory::SecretVersion* current = FindStage(secret, kCurrent);
    if (current != nullptr) ROLECALL_RETURN_IF_ERROR(RefuseDecrypt(call, secret, current->id));
    changed.kms_key_id = *update.key;
  }
  return RefuseEncrypt(call, changed, version_id);
}

// The primary lists the keys of its replicas.
void NoteReplicaKey(directory::Transaction& transaction, const directory::SecretRecord& replica) {
  const SecretPointer primary =
      transaction.snapshot().secrets.Find(directory::SecretKey(replica.account, replica.primary_region, replica.name));
  if (primary == nullptr) return;
  directory::SecretRecord noted = *primary;
  for (directory::SecretReplica& each : noted.replicas) {
    if (each.region == replica.region) each.kms_key_id = replica.kms_key_id;
  }
  transaction.Put(std::move(noted));
}

}  // namespace

Answer CreateSecret(Call& call, Input& input) {
  directory::SecretRecord secret;
  secret.name = input.Required("Name", {.min = 1, .max = 512});
  const std::optional<std::string> token = input.Token("ClientRequestToken");
  secret.description = input.Text("Description", {.min = 0, .max = 2048}).value_or("");
  secret.kms_key_id = input.Text("KmsKeyId", {.min = 0, .max = 2048}).value_or("");
  secret.tags = input.Tags().value_or(directory::Tags{});
  const WantedReplicas replicas = ReadWantedReplicas(input, false);
  const std::optional<std::string> type = input.Text("Type");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (!IsSecretName(secret.name)) return InvalidName();
  ROLECALL_RETURN_IF_ERROR(RefuseTags(secret.tags));
  secret.account = call.own_account();
  secret.region = call.region;
  secret.suffix = RandomSuffix(call.random);
  secret.created = secret.changed = call.now;
  secret.was_tagged = !secret.tags.empty();
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, secret, replicas, type));
  ROLECALL_RETURN_IF_ERROR(RefuseExternal(input));
  ROLECALL_RETURN_IF_ERROR(RefuseRegions(call, replicas));
  if (!token) return TokenNeeded();
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, *token, call.now, false));
  if (version.has_value) ROLECALL_RETURN_IF_ERROR(RefuseEncrypt(call, secret, version.id));
  return StoreNew(call, std::move(secret), version, replicas);
}

Answer UpdateSecret(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const std::optional<std::string> token = input.Token("ClientRequestToken");
  const SecretUpdate update{input.Text("Description", {.min = 0, .max = 2048}),
                            input.Text("KmsKeyId", {.min = 0, .max = 2048}),
                            input.Has("SecretString") || input.Has("SecretBinary")};
  const std::optional<std::string> type = input.Text("Type");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  AddTextContext("secretsmanager:Description", update.description, question);
  AddTextContext("secretsmanager:Type", type, question);
  if (update.key) AddKeyContext(*update.key, call.region, call.own_account(), question);
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "UpdateSecret", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseExternal(input));
  if (secret->deleted) return MarkedForDeletion();
  if (secret->is_replica() && !update.only_key()) return NotOnReplica();
  if (update.has_value && !token) return TokenNeeded();
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, token.value_or(""), call.now, false));
  ROLECALL_RETURN_IF_ERROR(RefuseKeys(call, *secret, update, version.id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    if (update.description) changed.description = *update.description;
    if (update.key) changed.kms_key_id = *update.key;
    if (update.has_value) {
      ROLECALL_TRY([[maybe_unused]] bool added, AddVersion(changed, version, {std::string(kCurrent)}));
    }
    changed.changed = call.now;
    boost::json::object answer = NamesOf(changed);
    if (update.has_value) answer["VersionId"] = version.id;
    if (changed.is_replica()) NoteReplicaKey(transaction, changed);
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
