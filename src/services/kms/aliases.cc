// CreateAlias, UpdateAlias, DeleteAlias, ListAliases.
//
// KMS Developer Guide, "Controlling access to aliases": each needs its permission on the alias, which identity policies
// give, and on every key that the alias leaves or comes to.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "partition/own_partition.h"
#include "services/kms/key_calls.h"
#include "services/kms_own_keys.h"

namespace rolecall::services::kms {
namespace {

constexpr std::size_t kMaxAliasesOfKey = 50;
constexpr std::string_view kAlias = "alias/";

using AliasPointer = std::shared_ptr<const directory::KmsAlias>;

std::string AliasKey(const Call& call, std::string_view name) {
  return directory::SecretKey(call.own_account(), call.region, name);
}

std::string AliasArn(const Call& call, std::string_view name) {
  return partition::OwnArn() + "kms:" + call.region + ":" + call.own_account() + ":" + std::string(name);
}

// AliasName: 1 to 256 of [a-zA-Z0-9/_-] after "alias/".
std::string ReadAliasName(JsonInput& input) {
  std::string name = input.Required("AliasName", {.min = 1, .max = 256});
  const bool fits = std::ranges::all_of(
      name, [](char c) { return IsAsciiAlphanumeric(c) || c == ':' || c == '/' || c == '_' || c == '-'; });
  if (!fits) {
    input.Complain("AliasName", "'" + name + "'", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
  }
  return name;
}

std::optional<aws::ErrorShape> RefuseAliasName(const std::string& name) {
  if (!name.starts_with(kAlias) || name.size() == kAlias.size()) {
    return Validation(
        "Alias must start with the prefix \"alias/\". Please see "
        "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
  }
  if (name.find(':') != std::string::npos) return Validation(name + " contains invalid characters for an alias");
  // "The alias name cannot begin with alias/aws/": AWS's own.
  if (name.starts_with(kAwsAliasPrefix)) return aws::ErrorShape{400, "NotAuthorizedException", ""};
  return std::nullopt;
}

std::optional<aws::ErrorShape> RefuseTarget(const std::string& target) {
  const bool is_alias = target.starts_with(kAlias) || target.find(":alias/") != std::string::npos;
  return is_alias ? std::optional(Validation("Aliases must refer to keys. Not aliases")) : std::nullopt;
}

std::optional<aws::ErrorShape> AuthorizeAlias(Call& call, const char* action, const std::string& name) {
  return Authorize(
      call,
      {.action = action, .resource = AliasArn(call, name), .context = {{"kms:CallerAccount", {call.own_account()}}}});
}

// "The KMS key must be in the same account and Region as the alias."
Checked<NamedKey> FindTarget(Call& call, const char* action, const std::string& target) {
  return FindOwnForAction(call, target, KeyNames::kWithoutAliases, {.action = action});
}

std::optional<aws::ErrorShape> AddTo(directory::KmsKey& key, const std::string& name) {
  if (auto refused = RefusePendingDeletion(key)) return refused;
  if (key.aliases.size() >= kMaxAliasesOfKey) {
    return LimitExceeded("A key can have " + std::to_string(kMaxAliasesOfKey) + " aliases at most.");
  }
  key.aliases.push_back(name);
  return std::nullopt;
}

// The alias is taken from the key that it names now, if that is there still.
void RemoveFrom(directory::Transaction& transaction, const directory::KmsAlias& alias) {
  const KmsKeyPointer before =
      transaction.snapshot().kms_keys.Find(directory::SecretKey(alias.account, alias.region, alias.key_id));
  if (before == nullptr) return;
  directory::KmsKey key = *before;
  std::erase(key.aliases, alias.name);
  transaction.Put(std::move(key));
}

// An alias whose key was deleted is gone with it.
AliasPointer FindAlias(const directory::Snapshot& snapshot, const Call& call, const std::string& name) {
  AliasPointer alias = snapshot.kms_aliases.Find(AliasKey(call, name));
  if (alias == nullptr) return nullptr;
  const KmsKeyPointer key = snapshot.kms_keys.Find(directory::SecretKey(alias->account, alias->region, alias->key_id));
  return key != nullptr && IsThere(*key, call.now) ? alias : nullptr;
}

// The permission on the key that the alias is taken from.
std::optional<aws::ErrorShape> AuthorizeCurrent(Call& call, const char* action, const directory::KmsAlias& alias) {
  const Checked<NamedKey> named = FindForAction(call, alias.key_id, KeyNames::kWithoutAliases, {.action = action});
  return named.ok() ? std::nullopt : std::optional(named.error());
}

boost::json::object ShowAlias(const directory::KmsAlias& alias) {
  return {{"AliasName", alias.name},
          {"AliasArn", alias.arn()},
          {"TargetKeyId", alias.key_id},
          {"CreationDate", JsonSeconds(alias.created)},
          {"LastUpdatedDate", JsonSeconds(alias.updated)}};
}

}  // namespace

Answer CreateAlias(Call& call, JsonInput& input) {
  const std::string name = ReadAliasName(input);
  const std::string target = ReadKeyId(input, "TargetKeyId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(RefuseAliasName(name));
  ROLECALL_RETURN_IF_ERROR(RefuseTarget(target));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAlias(call, "kms:CreateAlias", name));
  ROLECALL_TRY(const NamedKey named, FindTarget(call, "kms:CreateAlias", target));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    if (FindAlias(transaction.snapshot(), call, name) != nullptr) {
      return aws::ErrorShape{400, "AlreadyExistsException",
                             "An alias with the name " + AliasArn(call, name) + " already exists"};
    }
    ROLECALL_TRY(directory::KmsKey key, KeyAgain(transaction, *named.key, call.now));
    ROLECALL_RETURN_IF_ERROR(AddTo(key, name));
    transaction.Put(directory::KmsAlias{key.account, key.region, name, key.id, call.now, call.now});
    transaction.Put(std::move(key));
    return boost::json::object{};
  });
}

Answer UpdateAlias(Call& call, JsonInput& input) {
  const std::string name = ReadAliasName(input);
  const std::string target = ReadKeyId(input, "TargetKeyId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(RefuseAliasName(name));
  ROLECALL_RETURN_IF_ERROR(RefuseTarget(target));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAlias(call, "kms:UpdateAlias", name));
  const AliasPointer alias = FindAlias(*call.snapshot, call, name);
  if (alias == nullptr) return AliasNotFound(AliasArn(call, name));
  ROLECALL_RETURN_IF_ERROR(AuthorizeCurrent(call, "kms:UpdateAlias", *alias));
  ROLECALL_TRY(const NamedKey named, FindTarget(call, "kms:UpdateAlias", target));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const AliasPointer now = FindAlias(transaction.snapshot(), call, name);
    if (now == nullptr || now->key_id != alias->key_id) return AliasNotFound(AliasArn(call, name));
    const bool moves = now->key_id != named.key->id;
    if (moves) RemoveFrom(transaction, *now);
    ROLECALL_TRY(directory::KmsKey key, KeyAgain(transaction, *named.key, call.now));
    // "The current and new KMS key must be the same type … and they must have the same key usage."
    const KmsKeyPointer before =
        transaction.snapshot().kms_keys.Find(directory::SecretKey(now->account, now->region, now->key_id));
    if (before != nullptr && before->usage != key.usage) {
      return Validation("The current and new KMS key must be the same type and have the same key usage.");
    }
    if (moves) ROLECALL_RETURN_IF_ERROR(AddTo(key, name));
    directory::KmsAlias changed = *now;
    changed.key_id = key.id;
    changed.updated = call.now;
    transaction.Put(std::move(changed));
    transaction.Put(std::move(key));
    return boost::json::object{};
  });
}

Answer DeleteAlias(Call& call, JsonInput& input) {
  const std::string name = ReadAliasName(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(RefuseAliasName(name));
  ROLECALL_RETURN_IF_ERROR(AuthorizeAlias(call, "kms:DeleteAlias", name));
  const AliasPointer alias = FindAlias(*call.snapshot, call, name);
  if (alias == nullptr) return AliasNotFound(AliasArn(call, name));
  ROLECALL_RETURN_IF_ERROR(AuthorizeCurrent(call, "kms:DeleteAlias", *alias));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const AliasPointer now = FindAlias(transaction.snapshot(), call, name);
    if (now == nullptr || now->key_id != alias->key_id) return AliasNotFound(AliasArn(call, name));
    RemoveFrom(transaction, *now);
    transaction.Delete(*now);
    return boost::json::object{};
  });
}

Answer ListAliases(Call& call, JsonInput& input) {
  const std::optional<std::string> key_id = input.Text("KeyId", {.min = 1, .max = 2048});
  Page page(call, input, 50, 100);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = "kms:ListAliases", .context = {{"kms:CallerAccount", {call.own_account()}}}}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  std::string only;
  if (key_id) {
    ROLECALL_TRY(const NamedKey named,
                 FindNamedKey(*call.snapshot, OwnPlace(call), *key_id, KeyNames::kWithoutAliases, call.now));
    if (named.key->account != call.own_account()) return KeyNotFound(named.key->arn());
    only = named.key->id;
  }
  boost::json::array aliases;
  for (const AliasPointer& alias : call.snapshot->kms_aliases.Sorted(AliasKey(call, ""))) {
    if (!only.empty() && alias->key_id != only) continue;
    if (FindAlias(*call.snapshot, call, alias->name) == nullptr || !page.Takes(alias->name)) continue;
    aliases.emplace_back(ShowAlias(*alias));
  }
  boost::json::object answer{{"Aliases", std::move(aliases)}};
  page.Finish(answer);
  return answer;
}

}  // namespace rolecall::services::kms
