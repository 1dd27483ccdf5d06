#include "services/ssm/kms.h"

#include "services/kms_use.h"
#include "services/ssm/errors.h"

namespace rolecall::services::ssm {
namespace {

std::optional<aws::ErrorShape> Refuse(Call& call, const char* action, const directory::ParameterRecord& parameter,
                                      const directory::ParameterVersion& version) {
  if (version.kms_key_id.empty()) return std::nullopt;
  // AWS's own key is the case of every other call; only writing may have to make it.
  const bool reads = action == std::string_view("kms:Decrypt");
  if (reads && !IsCustomerKey(version.kms_key_id)) return std::nullopt;
  return RefuseKeyUse(call, {.action = action,
                             .key = version.kms_key_id,
                             .service = "ssm",
                             .account = parameter.account,
                             .encryption_context = {{"PARAMETER_ARN", parameter.arn()}}});
}

// What is not a matter of permissions: the key is not there, disabled, on its way out.
bool IsOfTheKey(const aws::ErrorShape& error) { return error.status < 500 && error.code != "AccessDenied"; }

}  // namespace

std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version) {
  const std::optional<aws::ErrorShape> refused = Refuse(call, "kms:Decrypt", parameter, version);
  if (!refused || refused->status >= 500) return refused;
  if (IsOfTheKey(*refused)) return KeyCannotBeUsed(*refused, RandomUuid(call.random));
  return KmsMayNotDecrypt(RandomUuid(call.random));
}

std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version) {
  const char* action = version.tier == "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt";
  const std::optional<aws::ErrorShape> refused = Refuse(call, action, parameter, version);
  if (!refused || refused->status >= 500) return refused;
  if (IsOfTheKey(*refused)) return KeyCannotBeUsed(*refused, RandomUuid(call.random));
  return KmsMayNotEncrypt(call.caller.arn, action, RandomUuid(call.random));
}

}  // namespace rolecall::services::ssm
