#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {

aws::ErrorShape Validation(std::string message) { return {400, "ValidationException", std::move(message)}; }
aws::ErrorShape InvalidRequest(std::string message) { return {400, "InvalidRequestException", std::move(message)}; }
aws::ErrorShape InvalidParameter(std::string message) { return {400, "InvalidParameterException", std::move(message)}; }
aws::ErrorShape LimitExceeded(std::string message) { return {400, "LimitExceededException", std::move(message)}; }
aws::ErrorShape ResourceExists(std::string message) { return {400, "ResourceExistsException", std::move(message)}; }
aws::ErrorShape MalformedPolicy(std::string message) {
  return {400, "MalformedPolicyDocumentException", std::move(message)};
}

aws::ErrorShape InvalidName() {
  return Validation(
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
}

aws::ErrorShape NotFound() {
  return {400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."};
}

aws::ErrorShape NoValue(const std::string& what) {
  return {400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + what};
}

aws::ErrorShape MarkedForDeletion() {
  return InvalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}

aws::ErrorShape NotOnReplica() {
  return InvalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.");
}

aws::ErrorShape TokenNeeded() {
  return InvalidRequest("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
}

aws::ErrorShape TokenInUse(const std::string& token, const std::string& secret_arn) {
  return ResourceExists("You can't use ClientRequestToken " + token +
                        " because that value is already in use for a version of secret " + secret_arn + ".");
}

aws::ErrorShape BadNextToken() { return {400, "InvalidNextTokenException", "Invalid NextToken provided."}; }

aws::ErrorShape KmsDenied() { return {400, "AccessDeniedException", "Access to KMS is not allowed"}; }

aws::ErrorShape DefaultKeyElsewhere() {
  return InvalidRequest(
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service "
      "key.");
}

aws::ErrorShape KeyFailure(bool decrypting) {
  if (decrypting) {
    return {400, "DecryptionFailure",
            "Secrets Manager can't decrypt the protected secret text using the provided KMS key."};
  }
  return {400, "EncryptionFailure",
          "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key "
          "is available, enabled, and not in an invalid state."};
}

aws::ErrorShape AsSent(aws::ErrorShape error) {
  if (error.code != "AccessDenied") return error;
  error.code = "AccessDeniedException";
  error.status = 400;
  return error;
}

}  // namespace rolecall::services::secretsmanager
