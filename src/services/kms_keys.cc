#include "services/kms_keys.h"

#include <algorithm>

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"

namespace rolecall::services {
namespace {

constexpr std::string_view kAliasPrefix = "alias/";
constexpr std::string_view kKeyPrefix = "key/";

aws::ErrorShape NotFound(std::string message) { return {400, "NotFoundException", std::move(message)}; }
aws::ErrorShape InvalidKeyId(std::string_view id) { return NotFound("Invalid keyId '" + std::string(id) + "'"); }
aws::ErrorShape InvalidArn(std::string_view what) { return NotFound("Invalid arn " + std::string(what)); }

// "1234abcd-12ab-34cd-56ef-1234567890ab", and "mrk-…" of keys in several regions.
bool LooksLikeKeyId(std::string_view id) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (id.starts_with("mrk-")) return id.size() == 36 && std::ranges::all_of(id.substr(4), is_hex);
  if (id.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (kForm[i] == '-' ? id[i] != '-' : !is_hex(id[i])) return false;
  }
  return true;
}

Checked<KeyName> ReadArn(const KmsPlace& own, std::string_view text, KeyNames names) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn || arn->partition != partition::Own().name || arn->service != "kms" || !policy::IsAccountId(arn->account)) {
    return InvalidArn(text);
  }
  if (arn->region != own.region) return InvalidArn(arn->region);
  KeyName name{.place = {std::string(arn->account), own.region}, .id = {}, .alias = {}};
  if (arn->resource.starts_with(kKeyPrefix)) {
    name.id = arn->resource.substr(kKeyPrefix.size());
    if (!LooksLikeKeyId(name.id)) return InvalidKeyId(name.id);
    return name;
  }
  if (!arn->resource.starts_with(kAliasPrefix) || names == KeyNames::kWithoutAliases) return InvalidArn(text);
  name.alias = arn->resource;
  return name;
}

}  // namespace

std::string KeyName::arn() const {
  return partition::OwnArn() + "kms:" + place.region + ":" + place.account + ":" +
         (alias.empty() ? "key/" + id : alias);
}

Checked<KeyName> ReadKeyName(const KmsPlace& own, std::string_view text, KeyNames names) {
  if (text.starts_with("arn:")) return ReadArn(own, text, names);
  KeyName name{.place = own, .id = {}, .alias = {}};
  if (text.starts_with(kAliasPrefix)) {
    if (names == KeyNames::kWithoutAliases) return InvalidKeyId(text);
    name.alias = text;
    return name;
  }
  if (!LooksLikeKeyId(text)) return InvalidKeyId(text);
  name.id = text;
  return name;
}

Checked<NamedKey> FindKey(const directory::Snapshot& snapshot, const KeyName& name, Time now) {
  std::string id = name.id;
  if (!name.alias.empty()) {
    const auto alias =
        snapshot.kms_aliases.Find(directory::SecretKey(name.place.account, name.place.region, name.alias));
    if (alias == nullptr) return AliasNotFound(name.arn());
    id = alias->key_id;
  }
  KmsKeyPointer key = snapshot.kms_keys.Find(directory::SecretKey(name.place.account, name.place.region, id));
  if (key != nullptr && IsThere(*key, now)) return NamedKey{std::move(key), name.alias};
  if (!name.alias.empty()) return AliasNotFound(name.arn());
  return KeyNotFound(name.arn());
}

Checked<NamedKey> FindNamedKey(const directory::Snapshot& snapshot, const KmsPlace& own, std::string_view text,
                               KeyNames names, Time now) {
  ROLECALL_TRY(const KeyName name, ReadKeyName(own, text, names));
  return FindKey(snapshot, name, now);
}

bool IsThere(const directory::KmsKey& key, Time now) {
  return !key.is_gone() && !(key.deletion && *key.deletion <= now);
}

std::optional<aws::ErrorShape> RefusePendingDeletion(const directory::KmsKey& key) {
  if (!key.deletion) return std::nullopt;
  return aws::ErrorShape{400, "KMSInvalidStateException", key.arn() + " is pending deletion."};
}

std::optional<aws::ErrorShape> RefuseUnusable(const directory::KmsKey& key) {
  if (auto refused = RefusePendingDeletion(key)) return refused;
  if (key.enabled) return std::nullopt;
  return aws::ErrorShape{400, "DisabledException", key.arn() + " is disabled."};
}

bool HasOwnKeys(const directory::Snapshot& snapshot, const KmsPlace& place) {
  if (snapshot.kms_keys.size() == 0) return false;
  return std::ranges::any_of(snapshot.kms_keys.Sorted(directory::SecretKey(place.account, place.region, "")),
                             [](const KmsKeyPointer& key) { return !key->is_aws_own(); });
}

aws::ErrorShape KeyNotFound(const std::string& arn) { return NotFound("Key '" + arn + "' does not exist"); }
aws::ErrorShape AliasNotFound(const std::string& arn) { return NotFound("Alias " + arn + " is not found."); }

}  // namespace rolecall::services
