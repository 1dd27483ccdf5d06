// The keys of secrets, asked for as AWS asks (services/kms_use.h).
// Differs from AWS: secrets are sealed with the server's own key whatever KmsKeyId says; but who may not use the key,
// or whose key is disabled or gone, reads and writes nothing that is under it.
//
// AWS, "Secret encryption and decryption in AWS Secrets Manager": under a customer's key the caller needs kms:Decrypt
// to read, kms:GenerateDataKey and kms:Decrypt to write. AWS's own key serves callers of its account only, whatever the
// secret's policy says.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_KMS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_KMS_H_

#include <optional>
#include <string>

#include "directory/secret_records.h"
#include "services/authorize.h"
#include "services/call.h"

namespace rolecall::services::secretsmanager {

// The ARN of a customer's key that a request names by id, alias or ARN; "" for AWS's own.
std::string KeyArn(const std::string& key_id, const std::string& region, const std::string& account);

// AccessDeniedException if the caller may not use the secret's key so, InvalidRequestException if it is AWS's own of
// another account; DecryptionFailure and EncryptionFailure if the key is not there or cannot be used. `version_id` is
// the encryption context's.
std::optional<aws::ErrorShape> RefuseDecrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id);
std::optional<aws::ErrorShape> RefuseEncrypt(Call& call, const directory::SecretRecord& secret,
                                             const std::string& version_id);

// secretsmanager:KmsKeyId and KmsKeyArn of a request.
void AddKeyContext(const std::string& key_id, const std::string& region, const std::string& account,
                   Question& question);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_KMS_H_
