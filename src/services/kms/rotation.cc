// EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus, RotateKeyOnDemand, ListKeyRotations.
#include "services/kms/rotation.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/kms/key_calls.h"
#include "services/kms_own_keys.h"

namespace rolecall::services::kms {
namespace {

constexpr std::ptrdiff_t kMaxOnDemand = 25;  // AWS's quota for a key

// "You cannot enable or disable automatic rotation of asymmetric KMS keys, HMAC KMS keys …"
std::optional<aws::ErrorShape> RefuseRotation(const directory::KmsKey& key) {
  if (key.usage != kEncryptDecrypt) return Unsupported("");
  return std::nullopt;
}

std::ptrdiff_t CountOnDemand(const directory::KmsKey& key) {
  return std::ranges::count(key.materials, "ON_DEMAND", &directory::KmsMaterial::made_by);
}

Checked<NamedKey> FindRotated(Call& call, const std::string& id, KeyQuestion question) {
  ROLECALL_TRY(NamedKey named, FindForAction(call, id, KeyNames::kWithoutAliases, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseRotation(*named.key));
  return named;
}

boost::json::object ShowRotation(const directory::KmsKey& key, std::size_t generation) {
  const directory::KmsMaterial& material = key.materials[generation];
  boost::json::object shown{{"KeyId", key.id},
                            {"KeyMaterialId", material.id},
                            {"KeyMaterialState", generation + 1 == key.materials.size() ? "CURRENT" : "NON_CURRENT"}};
  if (!material.made_by.empty()) {
    shown["RotationDate"] = JsonSeconds(material.created);
    shown["RotationType"] = material.made_by;
  }
  return shown;
}

std::string OrderOf(std::size_t generation) {
  std::string order = std::to_string(generation);
  order.insert(0, 10 - order.size(), '0');
  return order;
}

}  // namespace

void Rotate(directory::KmsKey& key, Random& random, Time now, std::string made_by) {
  key.materials.push_back(MakeMaterial(random, now, std::move(made_by)));
}

bool IsRotationDue(const directory::KmsKey& key, Time now) {
  return key.rotation_days > 0 && key.next_rotation && *key.next_rotation <= now && key.enabled && !key.deletion &&
         !key.is_gone();
}

Answer EnableKeyRotation(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const std::optional<long long> period = input.Number("RotationPeriodInDays", 90, 2560);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  KeyQuestion question{.action = "kms:EnableKeyRotation"};
  const int days = static_cast<int>(period.value_or(kDefaultRotationDays));
  question.context.push_back({"kms:RotationPeriodInDays", {std::to_string(days)}});
  ROLECALL_TRY(const NamedKey named, FindOwnForAction(call, id, KeyNames::kWithoutAliases, question));
  ROLECALL_RETURN_IF_ERROR(RefuseRotation(*named.key));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefuseUnusable(key)) return refused;
    // Without a period, one that is set stays.
    if (period || key.rotation_days == 0) {
      key.rotation_days = days;
      key.next_rotation = call.now + std::chrono::days(days);
    }
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

Answer DisableKeyRotation(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:DisableKeyRotation"}));
  ROLECALL_RETURN_IF_ERROR(RefuseRotation(*named.key));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefuseUnusable(key)) return refused;
    key.rotation_days = 0;
    key.next_rotation.reset();
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

Answer GetKeyRotationStatus(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:GetKeyRotationStatus"}));
  const directory::KmsKey& key = *named.key;
  if (key.usage != kEncryptDecrypt) return Unsupported("");
  // "The rotation status for KMS keys that are pending deletion is false."
  const bool is_on = key.rotation_days > 0 && !key.deletion;
  boost::json::object answer{{"KeyRotationEnabled", is_on}, {"KeyId", key.id}};
  if (is_on) {
    answer["RotationPeriodInDays"] = key.rotation_days;
    answer["NextRotationDate"] = JsonSeconds(*key.next_rotation);
  }
  return answer;
}

Answer RotateKeyOnDemand(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:RotateKeyOnDemand"}));
  ROLECALL_RETURN_IF_ERROR(RefuseRotation(*named.key));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefuseUnusable(key)) return refused;
    if (CountOnDemand(key) >= kMaxOnDemand) {
      return LimitExceeded(
          "The on-demand rotations limit has been reached for the given keyId. No more on-demand "
          "rotations can be performed for this key.");
    }
    // Differs from AWS: done at once, not within minutes.
    Rotate(key, call.random, call.now, "ON_DEMAND");
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{{"KeyId", changed->id}};
}

Answer ListKeyRotations(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const bool all = input.OneOf("IncludeKeyMaterial", {"ALL_KEY_MATERIAL", "ROTATIONS_ONLY"}) == "ALL_KEY_MATERIAL";
  Page page(call, input, 100, 1000);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindRotated(call, id, {.action = "kms:ListKeyRotations"}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  const directory::KmsKey& key = *named.key;
  boost::json::array rotations;
  for (std::size_t i = all ? 0 : 1; i < key.materials.size(); ++i) {
    if (page.Takes(OrderOf(i))) rotations.emplace_back(ShowRotation(key, i));
  }
  boost::json::object answer{{"Rotations", std::move(rotations)}};
  page.Finish(answer);
  return answer;
}

}  // namespace rolecall::services::kms
