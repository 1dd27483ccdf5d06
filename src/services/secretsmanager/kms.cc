#include "services/secretsmanager/kms.h"

#include "partition/own_partition.h"
#include "services/kms_use.h"
#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {
namespace {

std::optional<aws::ErrorShape> Refuse(Call& call, const char* action, const directory::SecretRecord& secret,
                                      const std::string& version_id) {
  if (!IsCustomerKey(secret.kms_key_id) && secret.account != call.own_account()) return DefaultKeyElsewhere();
  std::optional<aws::ErrorShape> refused =
      RefuseKeyUse(call, {.action = action,
                          .key = secret.kms_key_id,
                          .service = "secretsmanager",
                          .account = secret.account,
                          .encryption_context = {{"SecretARN", secret.arn()}, {"SecretVersionId", version_id}}});
  if (!refused || refused->status >= 500) return refused;
  if (refused->code == "AccessDenied") return KmsDenied();
  return KeyFailure(action == std::string_view("kms:Decrypt"));
}

}  // namespace

std::string KeyArn(const std::string& key_id, const std::string& region, const std::string& account) {
  if (!IsCustomerKey(key_id)) return "";
  if (key_id.starts_with("arn:")) return key_id;
  return partition::OwnArn() + "kms:" + region + ":" + account + ":" + (key_id.starts_with("alias/") ? "" : "key/") +
         key_id;
}

std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  return Refuse(call, "kms:Decrypt", secret, version_id);
}

std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  if (auto refused = Refuse(call, "kms:GenerateDataKey", secret, version_id)) return refused;
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
