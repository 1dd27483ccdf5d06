// DescribeKey, ListKeys, UpdateKeyDescription.
#include <boost/json.hpp>

#include "services/kms/key_calls.h"
#include "services/kms_own_keys.h"

namespace rolecall::services::kms {
namespace {

// "If you specify a predefined AWS alias (an AWS alias with no key ID), AWS KMS associates the alias with an AWS
// managed key and returns its KeyId and Arn in the response."
std::optional<aws::ErrorShape> MakeIfAwsAlias(Call& call, const std::string& id) {
  const Checked<KeyName> name = ReadKeyName(OwnPlace(call), id, KeyNames::kAll);
  if (!name.ok() || name->place.account != call.own_account()) return std::nullopt;
  const std::string_view service = ServiceOfAwsAlias(name->alias);
  if (service.empty()) return std::nullopt;
  if (FindKey(*call.snapshot, *name, call.now).ok()) return std::nullopt;
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "kms:DescribeKey"}));
  return EnsureAwsKey(call, name->place, service);
}

}  // namespace

Answer DescribeKey(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  (void)input.Texts("GrantTokens", {.max = 10, .item = {.min = 1, .max = 8192}});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(MakeIfAwsAlias(call, id));
  ROLECALL_TRY(const NamedKey named, FindForAction(call, id, KeyNames::kAll, {.action = "kms:DescribeKey"}));
  return boost::json::object{{"KeyMetadata", ShowKey(*named.key)}};
}

Answer ListKeys(Call& call, JsonInput& input) {
  Page page(call, input, 100, 1000);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = "kms:ListKeys", .context = {{"kms:CallerAccount", {call.own_account()}}}}));
  ROLECALL_RETURN_IF_ERROR(page.Refusal());
  boost::json::array keys;
  for (const KmsKeyPointer& key :
       call.snapshot->kms_keys.Sorted(directory::SecretKey(call.own_account(), call.region, ""))) {
    if (!IsThere(*key, call.now) || !page.Takes(key->id)) continue;
    keys.emplace_back(boost::json::object{{"KeyId", key->id}, {"KeyArn", key->arn()}});
  }
  boost::json::object answer{{"Keys", std::move(keys)}};
  page.Finish(answer);
  return answer;
}

Answer UpdateKeyDescription(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  if (!input.Has("Description")) (void)input.Required("Description");
  const std::string description = input.Text("Description", {.min = 0, .max = 8192}).value_or("");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named,
               FindOwnForAction(call, id, KeyNames::kWithoutAliases, {.action = "kms:UpdateKeyDescription"}));
  const auto changed = ChangeKey(call, *named.key, [&](directory::KmsKey& key) -> std::optional<aws::ErrorShape> {
    if (auto refused = RefusePendingDeletion(key)) return refused;
    key.description = description;
    return std::nullopt;
  });
  if (!changed.ok()) return changed.error();
  return boost::json::object{};
}

}  // namespace rolecall::services::kms
