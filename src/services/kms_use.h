// The use of a KMS key by a service on behalf of its caller: who reads what a service keeps under a customer's key
// needs the permission of that key too.
//
//   if (!MayUseKey(call, {.action = "kms:Decrypt", .key = secret->kms_key_id, .service = "secretsmanager",
//                         .encryption_context = {{"SecretARN", secret->arn()}}})) {
//     … AccessDeniedException "Access to KMS is not allowed" …
//   }
//
// Source: Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"; KMS Developer Guide,
// "Default key policy", "kms:ViaService", "aws:CalledVia". The decision is the policy engine's, with kms:ViaService,
// kms:CallerAccount, kms:EncryptionContext:… and aws:CalledVia set as AWS's forward access sessions set them.
// Differs from AWS: there is no KMS here. Every key of an account has AWS's default key policy, which leaves it to the
// account's own identity policies; keys of other accounts are refused. A key that is named by an alias has no known id:
// only policies of all keys (or of kms:RequestAlias, kms:ResourceAliases) reach it.
#ifndef ROLECALL_SERVICES_KMS_USE_H_
#define ROLECALL_SERVICES_KMS_USE_H_

#include <string>
#include <utility>
#include <vector>

#include "services/call.h"

namespace rolecall::services {

struct KeyUse {
  std::string action;  // "kms:Decrypt", "kms:GenerateDataKey"
  std::string key;  // id, ARN, "alias/NAME" or an alias's ARN; "" and "alias/aws/…" are AWS's own key of the service
  std::string service;  // who uses it: "secretsmanager", "s3"
  std::string account;  // whose key an id or alias without an account is; empty: the caller's
  std::vector<std::pair<std::string, std::string>> encryption_context = {};
};

// Whether the key is a customer's, whose use needs a permission. AWS's own keys serve everybody of the account.
bool IsCustomerKey(const std::string& key);

// True for AWS's own keys. The decision goes to call.audit.
bool MayUseKey(Call& call, const KeyUse& use);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_KMS_USE_H_
