// What the key of a secret has to allow beside the secret itself.
//
//   if (const std::optional<SecretKeyUse> use = SecretKeyUseOf(model, "secretsmanager:GetSecretValue", secret_arn)) {
//     const KeyJudgement key = JudgeSecretKey(model, *use, inputs, caller, context, cache);
//     key.judgement.verdict …, or key.unknown: there is a key policy, and nobody knows its text
//   }
//
// Secrets Manager reads a secret with kms:Decrypt of its caller, writes one with kms:GenerateDataKey and kms:Decrypt,
// unless the key is AWS's own. Pure.
#ifndef ROLECALL_ACCESS_MODEL_SECRET_KEY_H_
#define ROLECALL_ACCESS_MODEL_SECRET_KEY_H_

#include <optional>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"
#include "policy/explain/judge.h"

namespace rolecall::access {

struct SecretKeyUse {
  const StoredSecret* secret = nullptr;
  std::vector<std::string> actions;
  bool names_key = true;  // false: an alias, and nothing tells of which key
};

// Nothing: no key of an account's own stands behind it.
std::optional<SecretKeyUse> SecretKeyUseOf(const IdentityModel& model, const std::string& action,
                                           const std::string& resource);

struct KeyJudgement {
  policy::Judgement judgement;  // of the first action that is not allowed, else of the last
  bool unknown = false;         // the key's policy is: only a denial is certain
};

// `inputs`: the caller's own side. `context`: the caller's keys.
KeyJudgement JudgeSecretKey(const IdentityModel& model, const SecretKeyUse& use, policy::PolicyInputs inputs,
                            const policy::Principal& caller, policy::Context context, PolicyCache& cache);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_SECRET_KEY_H_
