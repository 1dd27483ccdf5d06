// EnableKey, DisableKey, ScheduleKeyDeletion, CancelKeyDeletion.
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

Answer SetEnabled(Call& call, JsonInput& input, const char* action, bool enabled) {
  const std::string id = ReadKeyId(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = action}));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefusePendingDeletion(key)) return refused;
    key.enabled = enabled;
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

}  // namespace

Answer EnableKey(Call& call, JsonInput& input) { return SetEnabled(call, input, "kms:EnableKey", true); }
Answer DisableKey(Call& call, JsonInput& input) { return SetEnabled(call, input, "kms:DisableKey", false); }

Answer ScheduleKeyDeletion(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const long long days = input.Number("PendingWindowInDays", 7, 30).value_or(30);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  const KeyQuestion question{.action = "kms:ScheduleKeyDeletion",
                             .context = {{"kms:ScheduleKeyDeletionPendingWindowInDays", {std::to_string(days)}}}};
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases, question));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefusePendingDeletion(key)) return refused;
    key.deletion = call.now + std::chrono::days(days);
    // "CancelKeyDeletion … the key state is Disabled."
    key.enabled = false;
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{{"KeyId", changed->arn()},
                             {"DeletionDate", JsonSeconds(*changed->deletion)},
                             {"KeyState", StateOf(*changed)},
                             {"PendingWindowInDays", days}};
}

Answer CancelKeyDeletion(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:CancelKeyDeletion"}));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (!key.deletion) return InvalidState(key.arn() + " is not pending deletion.");
    key.deletion.reset();
    key.enabled = false;
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{{"KeyId", changed->arn()}};
}

}  // namespace rolecall::services::kms
