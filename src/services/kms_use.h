// The use of a KMS key by a service on behalf of its caller: who reads what a service keeps under a customer's key
// needs the permission of that key too. For Secrets Manager (contexts SecretARN and SecretVersionId), S3 (aws:s3:arn)
// and Parameter Store (PARAMETER_ARN).
//
//   if (auto refused = RefuseKeyUse(call, {.action = "kms:Decrypt", .key = secret->kms_key_id,
//                                          .service = "secretsmanager", .account = secret->account,
//                                          .encryption_context = {{"SecretARN", secret->arn()}, …}})) {
//     … in the service's own words: AccessDenied is "Access to KMS is not allowed" of Secrets Manager; of S3 it is as
//       it stands; SSM shows what KMS says in "InvalidKeyId" …
//   }
//
// Source: Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"; KMS Developer Guide,
// "Key policies", "kms:ViaService", "aws:CalledVia". A key of the plane (services/kms) is found, must be usable, and
// its policy and grants decide (kms_authorize.h), with kms:ViaService, kms:CallerAccount, kms:EncryptionContext:… and
// aws:CalledVia set as AWS's forward access sessions set them. A service that has no key named ("") uses AWS's own,
// alias/aws/SERVICE, which is made when it is first written with; those serve everybody of the account.
// Differs from AWS: in an account that has never made a key in the region, a key of the account that nobody made is
// taken for one that stands elsewhere: it has AWS's default key policy, which leaves it to the account's own identity
// policies. Named by an alias it has no known id: only policies of all keys (or of kms:RequestAlias,
// kms:ResourceAliases) reach it. With the account's first key this ends: what does not exist is NotFoundException.
#ifndef ROLECALL_SERVICES_KMS_USE_H_
#define ROLECALL_SERVICES_KMS_USE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/call.h"
#include "services/kms_keys.h"

namespace rolecall::services {

struct KeyUse {
  std::string action;  // "kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt"
  std::string key;  // id, ARN, "alias/NAME" or an alias's ARN; "" and "alias/aws/…" are AWS's own key of the service
  std::string service;  // who uses it: "secretsmanager", "s3", "ssm"
  std::string account;  // whose key an id or alias without an account is; empty: the caller's
  std::vector<std::pair<std::string, std::string>> encryption_context = {};
};

// Whether the key is a customer's, whose use needs a permission. AWS's own keys serve everybody of the account.
bool IsCustomerKey(const std::string& key);

// Why the key may not be used, as KMS says it: AccessDenied (403), NotFoundException, DisabledException,
// KMSInvalidStateException, InvalidKeyUsageException (400). Nothing: it may. The decision goes to call.audit.
std::optional<aws::ErrorShape> RefuseKeyUse(Call& call, const KeyUse& use);

// Whether there is nothing of that against it.
bool MayUseKey(Call& call, const KeyUse& use);

// The key itself, for a service that encrypts with it (S3): as RefuseKeyUse, but there must be one, and the policy of
// AWS's own key decides too (it is for callers of its account).
Checked<KmsKeyPointer> UseKey(Call& call, const KeyUse& use);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_KMS_USE_H_
