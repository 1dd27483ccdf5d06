#include "services/kms/errors.h"

namespace rolecall::services::kms {

aws::ErrorShape Validation(std::string message) { return {400, "ValidationException", std::move(message)}; }
aws::ErrorShape NotFound(std::string message) { return {400, "NotFoundException", std::move(message)}; }
aws::ErrorShape Unsupported(std::string message) { return {400, "UnsupportedOperationException", std::move(message)}; }
aws::ErrorShape LimitExceeded(std::string message) { return {400, "LimitExceededException", std::move(message)}; }
aws::ErrorShape MalformedPolicy(std::string message) {
  return {400, "MalformedPolicyDocumentException", std::move(message)};
}
aws::ErrorShape InvalidArn(std::string message) { return {400, "InvalidArnException", std::move(message)}; }
aws::ErrorShape TagError(std::string message) { return {400, "TagException", std::move(message)}; }
aws::ErrorShape InvalidState(std::string message) { return {400, "KMSInvalidStateException", std::move(message)}; }

aws::ErrorShape BadMarker() { return {400, "InvalidMarkerException", "Could not deserialize marker"}; }
aws::ErrorShape InvalidCiphertext() { return {400, "InvalidCiphertextException", ""}; }
aws::ErrorShape IncorrectKey() {
  return {400, "IncorrectKeyException",
          "The key ID in the request does not identify a CMK that can perform this operation."};
}

aws::ErrorShape InvalidUsage(const directory::KmsKey& key, std::string_view operation) {
  return {400, "InvalidKeyUsageException",
          key.arn() + " key usage is " + key.usage + " which is not valid for " + std::string(operation) + "."};
}

aws::ErrorShape InvalidGrantToken() { return {400, "InvalidGrantTokenException", "Invalid grant token"}; }

aws::ErrorShape DryRun() {
  return {400, "DryRunOperationException", "The request would have succeeded, but the DryRun option is set."};
}

}  // namespace rolecall::services::kms
