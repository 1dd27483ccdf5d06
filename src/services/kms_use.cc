#include "services/kms_use.h"

#include "policy/document/arn.h"
#include "services/kms_authorize.h"
#include "services/kms_own_keys.h"

namespace rolecall::services {
namespace {

constexpr std::string_view kAlias = "alias/";

// "alias/NAME" of a key that is named so, else "".
std::string_view AliasOf(std::string_view key) {
  if (std::optional<policy::Arn> arn = policy::ParseArn(key)) key = arn->resource;
  return key.starts_with(kAlias) ? key : std::string_view();
}

KmsPlace PlaceOf(const Call& call, const KeyUse& use) {
  return {use.account.empty() ? call.own_account() : use.account, call.region};
}

// The alias of AWS's own key where none is named.
std::string NameOf(const KeyUse& use) { return use.key.empty() ? std::string(kAwsAliasPrefix) + use.service : use.key; }

KeyQuestion QuestionOf(const KeyUse& use, const std::string& alias) {
  return {.action = use.action,
          .alias = alias,
          .via_service = use.service,
          .encryption_context = &use.encryption_context,
          .context = {{"kms:EncryptionAlgorithm", {"SYMMETRIC_DEFAULT"}}}};
}

// A record of a key that nobody made, as a key of that account with AWS's default key policy.
std::optional<directory::KmsKey> KeyElsewhere(const Call& call, const KeyUse& use) {
  directory::KmsKey key;
  key.usage = "ENCRYPT_DECRYPT";
  key.spec = "SYMMETRIC_DEFAULT";
  key.account = PlaceOf(call, use).account;
  key.region = call.region;
  key.id = use.key;
  const std::string_view alias = AliasOf(use.key);
  if (std::optional<policy::Arn> arn = policy::ParseArn(use.key)) {
    key.account = arn->account;
    // An alias's ARN names no key; neither does any other.
    const bool is_key = arn->service == "kms" && arn->resource.starts_with("key/");
    key.id = is_key ? std::string(arn->resource.substr(4)) : "unknown";
    if (is_key) key.region = arn->region;
  }
  if (!policy::IsAccountId(key.account)) return std::nullopt;  // no ARN of a key
  if (!alias.empty()) {
    key.id = "unknown";
    key.aliases.emplace_back(alias);
  }
  key.policy =
      directory::MakeStoredPolicy(DefaultKeyPolicy(key.account), policy::DocumentKind::kResource, "default key policy");
  return key;
}

aws::ErrorShape Denied() { return {403, "AccessDenied", "Access to KMS is not allowed"}; }

// What nobody made: see the header.
std::optional<aws::ErrorShape> RefuseMissing(Call& call, const KeyUse& use, aws::ErrorShape why) {
  const Checked<KeyName> name = ReadKeyName(PlaceOf(call, use), use.key, KeyNames::kAll);
  const KmsPlace place = name.ok() ? name->place : PlaceOf(call, use);
  if (HasOwnKeys(*call.snapshot, place)) {
    if (name.ok()) {
      if (auto refused = AuthorizeOnMissing(call, *name, QuestionOf(use, name->alias))) return refused;
    }
    return why;
  }
  const std::optional<directory::KmsKey> key = KeyElsewhere(call, use);
  if (!key || key->account != call.own_account()) return Denied();
  return AuthorizeOnKey(call, *key, QuestionOf(use, key->aliases.empty() ? "" : key->aliases.front()));
}

std::optional<aws::ErrorShape> RefuseUsage(const directory::KmsKey& key, const KeyUse& use) {
  if (key.usage == "ENCRYPT_DECRYPT") return std::nullopt;
  return aws::ErrorShape{400, "InvalidKeyUsageException",
                         key.arn() + " key usage is " + key.usage + " which is not valid for " +
                             use.action.substr(use.action.find(':') + 1) + "."};
}

// What there is of it: may the caller, and can it?
std::optional<aws::ErrorShape> RefuseNamed(Call& call, const KeyUse& use, const NamedKey& named) {
  if (auto refused = AuthorizeOnKey(call, *named.key, QuestionOf(use, named.alias))) return refused;
  if (auto refused = RefuseUnusable(*named.key)) return refused;
  return RefuseUsage(*named.key, use);
}

}  // namespace

bool IsCustomerKey(const std::string& key) { return !key.empty() && !AliasOf(key).starts_with(kAwsAliasPrefix); }

std::optional<aws::ErrorShape> RefuseKeyUse(Call& call, const KeyUse& use) {
  if (!IsCustomerKey(use.key)) {
    return use.action == "kms:Decrypt" ? std::nullopt : EnsureAwsKey(call, PlaceOf(call, use), use.service);
  }
  Checked<NamedKey> named = FindNamedKey(*call.snapshot, PlaceOf(call, use), use.key, KeyNames::kAll, call.now);
  if (!named.ok()) return RefuseMissing(call, use, std::move(named.error()));
  return RefuseNamed(call, use, *named);
}

bool MayUseKey(Call& call, const KeyUse& use) { return !RefuseKeyUse(call, use).has_value(); }

Checked<KmsKeyPointer> UseKey(Call& call, const KeyUse& use) {
  const KmsPlace place = PlaceOf(call, use);
  ROLECALL_TRY(const KeyName name, ReadKeyName(place, NameOf(use), KeyNames::kAll));
  if (ServiceOfAwsAlias(name.alias) == use.service && name.place.account == call.own_account()) {
    ROLECALL_RETURN_IF_ERROR(EnsureAwsKey(call, name.place, use.service));
  }
  const Checked<NamedKey> named = FindKey(*call.snapshot, name, call.now);
  if (!named.ok()) {
    if (auto refused = AuthorizeOnMissing(call, name, QuestionOf(use, name.alias))) return *std::move(refused);
    return named.error();
  }
  ROLECALL_RETURN_IF_ERROR(RefuseNamed(call, use, *named));
  return named->key;
}

}  // namespace rolecall::services
