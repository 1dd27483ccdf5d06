// Authorization on a KMS key, which is KMS's own.
//
//   ROLECALL_RETURN_IF_ERROR(AuthorizeOnKey(call, *named.key, {.action = "kms:Decrypt", .alias = named.alias,
//                                                              .encryption_context = &context}));
//
// KMS Developer Guide, "KMS key access and permissions": "No AWS principal, including the account root user or key
// creator, has any permissions to a KMS key unless they are explicitly allowed, and never denied, in a key policy, IAM
// policy, or grant"; "Key policies": "Unless the key policy explicitly allows it, you cannot use IAM policies to allow
// access to a KMS key". So: the key policy allows, directly or by giving to the account what its identity policies may
// allow; else a grant does, to whom it names; and nothing counts against a Deny. The decision is the policy engine's
// (its step K); a grant is a policy of its own, put in the key policy's place where that neither allows nor denies.
// Differs from AWS: a grant to a principal of another account needs that account's own policies too.
#ifndef ROLECALL_SERVICES_KMS_AUTHORIZE_H_
#define ROLECALL_SERVICES_KMS_AUTHORIZE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/kms_records.h"
#include "services/authorize.h"
#include "services/kms_keys.h"

namespace rolecall::services {

struct KeyQuestion {
  std::string action;                                   // "kms:Decrypt"
  std::string alias = {};                               // that the request names: kms:RequestAlias
  std::string via_service = {};                         // "secretsmanager", which asks for its caller; "": the caller
  const directory::Tags* encryption_context = nullptr;  // null: the operation has none
  const directory::Tags* request_tags = nullptr;
  const std::vector<std::string>* tag_keys = nullptr;
  std::vector<ContextKey> context = {};  // further keys
  bool from_ciphertext = false;          // the key was named by what is to be decrypted
  // Which of the caller's grants may give the action (CreateGrant: no more than its own; RetireGrant: itself alone).
  std::function<bool(const directory::KmsGrant&)> grant_applies = {};
  // What gives the action beside the key policy and the grants: who may retire a grant.
  const policy::CompiledPolicy* also = nullptr;
};

// AccessDenied with AWS's sentence if not allowed; the decision goes to call.audit.
std::optional<aws::ErrorShape> AuthorizeOnKey(Call& call, const directory::KmsKey& key, const KeyQuestion& question);

// On a key that is not there, by what the caller's own account allows: who may not is not told what there is.
std::optional<aws::ErrorShape> AuthorizeOnMissing(Call& call, const KeyName& name, const KeyQuestion& question);

// Whether this document, as a key policy, gives the caller the action, whatever its identity policies say.
bool KeyPolicyGives(const Call& call, const directory::KmsKey& key, const policy::CompiledPolicy& key_policy,
                    const KeyQuestion& question);

// The names by which a grant may mean the caller: its role's or its own id, its ARN, its account's root.
std::vector<std::string> NamesOf(const Caller& caller);
// Whether a grant's constraint holds for an encryption context.
bool HoldsFor(const directory::KmsGrant& grant, const directory::Tags* encryption_context);

// What kms:ViaService has for a service: "secretsmanager.eu-central-1.amazonaws.com".
std::string ViaServiceName(std::string_view service, std::string_view region);

// AWS's default key policy: the account's identity policies decide.
std::string DefaultKeyPolicy(const std::string& account);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_KMS_AUTHORIZE_H_
