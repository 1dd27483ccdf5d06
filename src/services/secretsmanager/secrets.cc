#include "services/secretsmanager/secrets.h"

#include <algorithm>

#include "base/encoding.h"
#include "directory/snapshot.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {
namespace {

// What a name that is no secret's is authorized as: any suffix.
std::string ArnOfUnknown(const Call& call, const std::string& id) {
  if (id.starts_with("arn:")) return id;
  return "arn:aws:secretsmanager:" + call.region + ":" + call.own_account() + ":secret:" + id + "-??????";
}

}  // namespace

aws::ErrorShape NotFound() {
  return {400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."};
}
aws::ErrorShape InvalidRequest(std::string message) { return {400, "InvalidRequestException", std::move(message)}; }
aws::ErrorShape InvalidParameter(std::string message) { return {400, "InvalidParameterException", std::move(message)}; }

Checked<SecretPointer> FindAuthorized(Call& call, std::string_view action, const std::string& id, Question question) {
  SecretPointer secret = directory::FindSecret(*call.snapshot, call.own_account(), call.region, id);
  if (secret != nullptr && secret->purge_after && *secret->purge_after <= call.now) secret = nullptr;
  question.action = "secretsmanager:" + std::string(action);
  question.context.push_back({"secretsmanager:SecretId", {id}});
  if (secret != nullptr) {
    question.resource = secret->arn();
    question.resource_account = secret->account;
    question.resource_tags = &secret->tags;
    question.resource_policy = secret->resource_policy.compiled.get();
    if (secret->rotation.enabled) {
      question.context.push_back({"secretsmanager:resource/AllowRotationLambdaArn", {secret->rotation.lambda_arn}});
    }
  } else {
    question.resource = ArnOfUnknown(call, id);
  }
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (secret == nullptr) return NotFound();
  return secret;
}

Checked<directory::SecretRecord> Again(const directory::Transaction& transaction,
                                       const directory::SecretRecord& secret) {
  const SecretPointer now =
      transaction.snapshot().secrets.Find(directory::SecretKey(secret.account, secret.region, secret.name));
  if (now == nullptr || now->suffix != secret.suffix) return NotFound();
  return *now;
}

std::optional<aws::ErrorShape> RefuseDeleted(const directory::SecretRecord& secret, std::string_view doing) {
  if (!secret.deleted) return std::nullopt;
  return InvalidRequest("You can't " + std::string(doing) + " because it was marked for deletion.");
}

const directory::SecretVersion* FindVersion(const directory::SecretRecord& secret, std::string_view id) {
  const auto found =
      std::find_if(secret.versions.begin(), secret.versions.end(), [&](const auto& v) { return v.id == id; });
  return found == secret.versions.end() ? nullptr : &*found;
}

const directory::SecretVersion* FindStage(const directory::SecretRecord& secret, std::string_view stage) {
  for (const directory::SecretVersion& version : secret.versions) {
    if (std::find(version.stages.begin(), version.stages.end(), stage) != version.stages.end()) return &version;
  }
  return nullptr;
}

void RemoveStage(directory::SecretRecord& secret, std::string_view stage) {
  for (directory::SecretVersion& version : secret.versions) std::erase(version.stages, stage);
}

void MoveStage(directory::SecretRecord& secret, std::string_view stage, const std::string& version_id) {
  const directory::SecretVersion* before = FindStage(secret, stage);
  const std::string before_id = before != nullptr ? before->id : "";
  if (before_id == version_id) return;
  RemoveStage(secret, stage);
  for (directory::SecretVersion& version : secret.versions) {
    if (version.id == version_id) version.stages.emplace_back(stage);
  }
  if (stage == kCurrent && !before_id.empty()) MoveStage(secret, kPrevious, before_id);
}

Checked<directory::SecretVersion> ReadValue(Input& input, const std::string& version_id, Time now, bool needed) {
  const std::optional<std::string> text = input.Text("SecretString", {.min = 1, .max = kMaxValueBytes});
  const std::optional<std::string> binary = input.Text("SecretBinary", {.min = 1, .max = kMaxValueBytes * 4 / 3 + 4});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (text && binary) {
    return InvalidParameter(
        "You can't specify both a binary secret value and a string secret value in the same secret.");
  }
  if (!text && !binary && needed) return InvalidRequest("You must provide either SecretString or SecretBinary.");
  directory::SecretVersion version;
  version.id = version_id;
  version.created = now;
  version.has_value = text || binary;
  if (binary) {
    std::optional<std::string> bytes = Base64Decode(*binary);
    if (!bytes) return aws::ErrorShape{400, "SerializationException", "SecretBinary is not valid Base64."};
    if (bytes->size() > kMaxValueBytes) return InvalidParameter("SecretBinary is larger than 65536 bytes.");
    version.is_binary = true;
    version.value = Secret(*std::move(bytes));
  } else if (text) {
    version.value = Secret(*text);
  }
  return version;
}

Checked<bool> AddVersion(directory::SecretRecord& secret, directory::SecretVersion version,
                         const std::vector<std::string>& stages) {
  if (const directory::SecretVersion* same = FindVersion(secret, version.id)) {
    if (same->is_binary == version.is_binary && same->value.Equals(version.value.Reveal())) return false;
    return aws::ErrorShape{
        400, "ResourceExistsException",
        "A resource with the ID you requested already exists. You can't modify existing versions; create a new one."};
  }
  const std::string id = version.id;
  secret.versions.push_back(std::move(version));
  for (const std::string& stage : stages) MoveStage(secret, stage, id);
  // Versions without a stage are deprecated and go when there are too many.
  for (auto at = secret.versions.begin(); secret.versions.size() > kMaxVersions && at != secret.versions.end();) {
    at = at->stages.empty() ? secret.versions.erase(at) : at + 1;
  }
  if (secret.versions.size() > kMaxVersions) {
    return aws::ErrorShape{400, "LimitExceededException", "You have reached the limit of 100 versions of a secret."};
  }
  return true;
}

}  // namespace rolecall::services::secretsmanager
