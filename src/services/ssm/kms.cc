#include "services/ssm/kms.h"

#include "services/kms_use.h"
#include "services/ssm/errors.h"

namespace rolecall::services::ssm {
namespace {

bool MayUse(Call& call, const char* action, const directory::ParameterRecord& parameter,
            const directory::ParameterVersion& version) {
  // AWS's own key is the case of every other call.
  if (!IsCustomerKey(version.kms_key_id)) return true;
  return MayUseKey(call, {.action = action,
                          .key = version.kms_key_id,
                          .service = "ssm",
                          .account = parameter.account,
                          .encryption_context = {{"PARAMETER_ARN", parameter.arn()}}});
}

}  // namespace

std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version) {
  if (MayUse(call, "kms:Decrypt", parameter, version)) return std::nullopt;
  return KmsMayNotDecrypt(RandomUuid(call.random));
}

std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::ParameterRecord& parameter,
                                             const directory::ParameterVersion& version) {
  const char* action = version.tier == "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt";
  if (MayUse(call, action, parameter, version)) return std::nullopt;
  return KmsMayNotEncrypt(call.caller.arn, action, RandomUuid(call.random));
}

}  // namespace rolecall::services::ssm
