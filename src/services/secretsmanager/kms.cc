#include "services/secretsmanager/kms.h"

#include "services/kms_use.h"
#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {
namespace {

bool MayUse(Call& call, const char* action, const directory::SecretRecord& secret, const std::string& version_id) {
  return MayUseKey(call, {.action = action,
                          .key = secret.kms_key_id,
                          .service = "secretsmanager",
                          .account = secret.account,
                          .encryption_context = {{"SecretARN", secret.arn()}, {"SecretVersionId", version_id}}});
}

}  // namespace

std::string KeyArn(const std::string& key_id, const std::string& region, const std::string& account) {
  if (!IsCustomerKey(key_id)) return "";
  if (key_id.starts_with("arn:")) return key_id;
  return "arn:aws:kms:" + region + ":" + account + ":" + (key_id.starts_with("alias/") ? "" : "key/") + key_id;
}

std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  if (MayUse(call, "kms:Decrypt", secret, version_id)) return std::nullopt;
  return KmsDenied();
}

std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  if (!MayUse(call, "kms:GenerateDataKey", secret, version_id)) return KmsDenied();
  return RefuseDecrypt(call, secret, version_id);
}

void AddKeyContext(const std::string& key_id, const std::string& region, const std::string& account,
                   Question& question) {
  if (key_id.empty()) return;
  question.context.push_back({"secretsmanager:KmsKeyId", {key_id}});
  const std::string arn = KeyArn(key_id, region, account);
  if (!arn.empty()) question.context.push_back({"secretsmanager:KmsKeyArn", {arn}});
}

}  // namespace rolecall::services::secretsmanager
