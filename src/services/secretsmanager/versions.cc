#include "services/secretsmanager/versions.h"

#include <algorithm>

#include "base/encoding.h"
#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {
namespace {

bool SameValue(const directory::SecretVersion& a, const directory::SecretVersion& b) {
  return a.is_binary == b.is_binary && a.value.Equals(b.value.Reveal());
}

// Versions without a stage are deprecated: the oldest go when there are too many.
std::optional<aws::ErrorShape> ForgetOldVersions(directory::SecretRecord& secret) {
  for (auto at = secret.versions.begin(); secret.versions.size() > kMaxVersions && at != secret.versions.end();) {
    at = at->stages.empty() ? secret.versions.erase(at) : at + 1;
  }
  if (secret.versions.size() <= kMaxVersions) return std::nullopt;
  return LimitExceeded("You have reached the limit of 100 versions of a secret.");
}

}  // namespace

const directory::SecretVersion* FindVersion(const directory::SecretRecord& secret, std::string_view id) {
  const auto found = std::ranges::find(secret.versions, id, &directory::SecretVersion::id);
  return found == secret.versions.end() ? nullptr : &*found;
}

bool HasStage(const directory::SecretVersion& version, std::string_view stage) {
  return std::ranges::find(version.stages, stage) != version.stages.end();
}

const directory::SecretVersion* FindStage(const directory::SecretRecord& secret, std::string_view stage) {
  const auto found = std::ranges::find_if(secret.versions, [&](const auto& each) { return HasStage(each, stage); });
  return found == secret.versions.end() ? nullptr : &*found;
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

std::optional<aws::ErrorShape> RefuseTooManyStages(const directory::SecretRecord& secret) {
  const bool good =
      std::ranges::all_of(secret.versions, [](const auto& version) { return version.stages.size() <= kMaxStages; });
  if (good) return std::nullopt;
  return LimitExceeded("You have reached the limit of 20 staging labels of a version.");
}

Checked<directory::SecretVersion> ReadValue(Input& input, const std::string& version_id, Time now, bool needed) {
  const std::optional<std::string> text = input.Text("SecretString", {.min = 1, .max = kMaxValueBytes, .secret = true});
  const std::optional<std::string> binary =
      input.Text("SecretBinary", {.min = 1, .max = kMaxValueBytes * 4 / 3 + 4, .secret = true});
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
    if (bytes->size() > kMaxValueBytes) {
      return Validation(
          "1 validation error detected: Value at 'secretBinary' failed to satisfy constraint: Member must have length "
          "less than or equal to 65536");
    }
    version.is_binary = true;
    version.value = Secret(*std::move(bytes));
  } else if (text) {
    version.value = Secret(*text);
  }
  return version;
}

Checked<bool> AddVersion(directory::SecretRecord& secret, directory::SecretVersion version,
                         const std::vector<std::string>& stages) {
  const std::string id = version.id;
  const auto same = std::ranges::find(secret.versions, id, &directory::SecretVersion::id);
  if (same == secret.versions.end()) {
    secret.versions.push_back(std::move(version));
  } else if (!same->has_value) {
    // The version that a rotation made, whose function now puts its value.
    same->value = std::move(version.value);
    same->is_binary = version.is_binary;
    same->has_value = true;
  } else if (SameValue(*same, version)) {
    return false;
  } else {
    return TokenInUse(id, secret.arn());
  }
  for (const std::string& stage : stages) MoveStage(secret, stage, id);
  ROLECALL_RETURN_IF_ERROR(RefuseTooManyStages(secret));
  ROLECALL_RETURN_IF_ERROR(ForgetOldVersions(secret));
  return true;
}

}  // namespace rolecall::services::secretsmanager
