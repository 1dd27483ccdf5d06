#include "access/model/secret_key.h"

#include "access/model/caller_context.h"
#include "access/model/resource_policy.h"
#include "base/placeholder.h"
#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

bool IsAwsKey(const std::string& key) {
  return key.empty() || key.find(":alias/aws/") != std::string::npos || key.starts_with("alias/aws/");
}

std::vector<std::string> KeyActions(const std::string& action) {
  const std::string lower = LowerAscii(action);
  if (lower == "secretsmanager:getsecretvalue") return {"kms:Decrypt"};
  if (lower == "secretsmanager:putsecretvalue") return {"kms:GenerateDataKey", "kms:Decrypt"};
  return {};
}

// What Secrets Manager adds when it asks for its caller.
void AddServiceKeys(const StoredSecret& secret, policy::Context& context) {
  constexpr const char* kService = "secretsmanager.amazonaws.com";
  const auto arn = policy::ParseArn(secret.arn);
  if (arn) context.Set("kms:ViaService", "secretsmanager." + std::string(arn->region) + ".amazonaws.com");
  context.Set("aws:ViaAWSService", "true");
  context.SetMultiple("aws:CalledVia", {kService});
  context.Set("aws:CalledViaFirst", kService);
  context.Set("aws:CalledViaLast", kService);
  context.Set("kms:EncryptionContext:SecretARN", secret.arn);
  context.SetMultiple("kms:EncryptionContextKeys", {"SecretARN", "SecretVersionId"});
  context.Set("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
}

}  // namespace

std::optional<SecretKeyUse> SecretKeyUseOf(const IdentityModel& model, const std::string& action,
                                           const std::string& resource) {
  SecretKeyUse use;
  use.actions = KeyActions(action);
  if (use.actions.empty()) return std::nullopt;
  use.secret = model.FindSecret(resource);
  if (use.secret == nullptr || IsAwsKey(use.secret->kms_key)) return std::nullopt;
  use.names_key = use.secret->kms_key.find(":key/") != std::string::npos && !HasPlaceholder(use.secret->kms_key);
  return use;
}

KeyJudgement JudgeSecretKey(const IdentityModel& model, const SecretKeyUse& use, policy::PolicyInputs inputs,
                            const policy::Principal& caller, policy::Context context, PolicyCache& cache) {
  const std::string& key = use.secret->kms_key;
  KeyJudgement result;
  AddServiceKeys(*use.secret, context);
  for (const std::string& action : use.actions) {
    AddResourceKeys(model, action, key, "", context);
    const ResourcePolicy own = ResourcePolicyFor(model, action, key, cache);
    result.unknown = own.unknown;
    inputs.resource = own.unknown ? GreatestResourcePolicy() : own.compiled.get();
    result.judgement = policy::Judge(inputs, policy::Request(caller, action, key, AccountOf(key), context));
    if (result.judgement.verdict == policy::Verdict::kDenied) break;
  }
  return result;
}

}  // namespace rolecall::access
