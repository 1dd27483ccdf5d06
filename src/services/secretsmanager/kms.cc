#include "services/secretsmanager/kms.h"

#include "policy/document/arn.h"
#include "policy/document/document.h"
#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kDefaultAlias = "alias/aws/secretsmanager";

// AWS, "Default key policy": the account's IAM policies decide.
std::shared_ptr<const policy::CompiledPolicy> DefaultKeyPolicy(const std::string& account) {
  const std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow",)"
      R"("Principal":{"AWS":"arn:aws:iam::)" +
      account + R"(:root"},"Action":"kms:*","Resource":"*"}]})";
  policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kResource);
  return policy::Compile(std::move(parsed.document), "default key policy");
}

std::optional<aws::ErrorShape> Refuse(Call& call, const directory::SecretRecord& secret, const std::string& version_id,
                                      std::initializer_list<const char*> actions) {
  const std::string key = KeyArn(secret.kms_key_id, secret.region, secret.account);
  if (key.empty()) return std::nullopt;
  const std::string owner(policy::ParseArn(key)->account);
  const auto key_policy = DefaultKeyPolicy(owner);
  Question question{.resource = key, .resource_account = owner, .resource_policy = key_policy.get()};
  question.context = {{"kms:ViaService", {"secretsmanager." + secret.region + ".amazonaws.com"}},
                      {"kms:CallerAccount", {call.own_account()}},
                      {"kms:EncryptionContext:SecretARN", {secret.arn()}},
                      {"kms:EncryptionContext:SecretVersionId", {version_id}},
                      {"kms:EncryptionContextKeys", {"SecretARN", "SecretVersionId"}, true}};
  if (secret.kms_key_id.find("alias/") != std::string::npos) {
    const std::string alias = secret.kms_key_id.substr(secret.kms_key_id.find("alias/"));
    question.context.push_back({"kms:RequestAlias", {alias}});
    question.context.push_back({"kms:ResourceAliases", {alias}, true});
  }
  for (const char* action : actions) {
    question.action = action;
    if (Authorize(call, question)) return KmsDenied();
  }
  return std::nullopt;
}

}  // namespace

bool IsDefaultKey(std::string_view key_id) {
  if (key_id.empty() || key_id == kDefaultAlias) return true;
  const std::optional<policy::Arn> arn = policy::ParseArn(key_id);
  return arn && arn->service == "kms" && arn->resource == kDefaultAlias;
}

std::string KeyArn(const std::string& key_id, const std::string& region, const std::string& account) {
  if (IsDefaultKey(key_id)) return "";
  if (policy::ParseArn(key_id)) return key_id;
  return "arn:aws:kms:" + region + ":" + account + ":" + (key_id.starts_with("alias/") ? "" : "key/") + key_id;
}

std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  return Refuse(call, secret, version_id, {"kms:Decrypt"});
}

std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id) {
  return Refuse(call, secret, version_id, {"kms:GenerateDataKey", "kms:Decrypt"});
}

void AddKeyContext(const std::string& key_id, const std::string& region, const std::string& account,
                   Question& question) {
  if (key_id.empty()) return;
  question.context.push_back({"secretsmanager:KmsKeyId", {key_id}});
  const std::string arn = KeyArn(key_id, region, account);
  if (!arn.empty()) question.context.push_back({"secretsmanager:KmsKeyArn", {arn}});
}

}  // namespace rolecall::services::secretsmanager
