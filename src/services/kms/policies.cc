// GetKeyPolicy, PutKeyPolicy, ListKeyPolicies.
#include <boost/json.hpp>

#include "directory/principals.h"
#include "partition/own_partition.h"
#include "policy/storable/validate.h"
#include "services/kms/key_calls.h"
#include "services/kms/key_policy.h"

namespace rolecall::services::kms {
namespace {

constexpr std::string_view kOnlyName = "default";
constexpr std::string_view kBypass = "BypassPolicyLockoutSafetyCheck";

// "The only valid value is default."
std::optional<aws::ErrorShape> RefusePolicyName(const std::optional<std::string>& name) {
  if (!name || *name == kOnlyName) return std::nullopt;
  return NotFound("No such policy exists");
}

}  // namespace

Checked<directory::StoredPolicy> CheckKeyPolicy(const Call& call, const directory::KmsKey& key, const std::string& text,
                                                bool bypass, const directory::Snapshot& snapshot) {
  if (text.size() > kMaxKeyPolicyBytes) {
    return LimitExceeded("The key policy is longer than " + std::to_string(kMaxKeyPolicyBytes) + " bytes.");
  }
  boost::system::error_code error;
  boost::json::parse(text, error);
  if (error) return MalformedPolicy("This policy contains invalid Json");
  if (const auto malformed = policy::CheckForWrite(text, policy::WriteKind::kResource, partition::Own().name)) {
    return MalformedPolicy(malformed->message);
  }
  directory::BoundPolicy bound = directory::BindPrincipals(text, policy::DocumentKind::kResource, snapshot);
  if (!bound.unknown_principal.empty()) {
    return MalformedPolicy("Policy contains a statement with one or more invalid principals.");
  }
  directory::StoredPolicy stored =
      directory::MakeStoredPolicy(std::move(bound.text), policy::DocumentKind::kResource, "key policy of " + key.id);
  const KeyQuestion put{.action = "kms:PutKeyPolicy",
                        .context = {{"kms:BypassPolicyLockoutSafetyCheck", {bypass ? "true" : "false"}}}};
  if (!bypass && !KeyPolicyGives(call, key, *stored.compiled(), put)) {
    return MalformedPolicy("The new key policy will not allow you to update the key policy in the future.");
  }
  return stored;
}

Answer GetKeyPolicy(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const std::optional<std::string> name = input.Text("PolicyName", {.min = 1, .max = 128});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:GetKeyPolicy"}));
  ROLECALL_RETURN_IF_ERROR(RefusePolicyName(name));
  return boost::json::object{
      {"Policy", directory::ShowPrincipals(named.key->policy.text, policy::DocumentKind::kResource, *call.snapshot)},
      {"PolicyName", kOnlyName}};
}

Answer PutKeyPolicy(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const std::optional<std::string> name = input.Text("PolicyName", {.min = 1, .max = 128});
  const std::string text = input.Required("Policy", {.min = 1, .max = 131072});
  const bool bypass = input.Flag(kBypass);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  const KeyQuestion question{.action = "kms:PutKeyPolicy",
                             .context = {{"kms:BypassPolicyLockoutSafetyCheck", {bypass ? "true" : "false"}}}};
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases, question));
  ROLECALL_RETURN_IF_ERROR(RefusePolicyName(name));
  const Checked<directory::KmsKey> changed =
      Update<directory::KmsKey>(call, [&](directory::Transaction& transaction) -> Checked<directory::KmsKey> {
        ROLECALL_TRY(directory::KmsKey key, KeyAgain(transaction, *named.key, call.now));
        ROLECALL_TRY(key.policy, CheckKeyPolicy(call, key, text, bypass, transaction.snapshot()));
        transaction.Put(key);
        return key;
      });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

Answer ListKeyPolicies(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  Page page(call, input, 100, 1000);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY([[maybe_unused]] const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:ListKeyPolicies"}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  boost::json::array names;
  if (page.Takes(std::string(kOnlyName))) names.emplace_back(kOnlyName);
  boost::json::object answer{{"PolicyNames", std::move(names)}};
  page.Finish(answer);
  return answer;
}

}  // namespace rolecall::services::kms
