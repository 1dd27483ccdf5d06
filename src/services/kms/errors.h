// The errors of KMS, with AWS's codes and texts. All have status 400; those about a key's name and state are in
// services/kms_keys.h.
#ifndef ROLECALL_SERVICES_KMS_ERRORS_H_
#define ROLECALL_SERVICES_KMS_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "directory/kms_records.h"

namespace rolecall::services::kms {

aws::ErrorShape Validation(std::string message);
aws::ErrorShape NotFound(std::string message);
aws::ErrorShape Unsupported(std::string message);
aws::ErrorShape LimitExceeded(std::string message);
aws::ErrorShape MalformedPolicy(std::string message);
aws::ErrorShape InvalidArn(std::string message);
aws::ErrorShape TagError(std::string message);
aws::ErrorShape InvalidState(std::string message);

// A Marker that no page gave.
aws::ErrorShape BadMarker();
// What no key of ours made, or not so: nothing more is said.
aws::ErrorShape InvalidCiphertext();
// A KeyId that is not the key of the ciphertext.
aws::ErrorShape IncorrectKey();
// "ARN key usage is USAGE which is not valid for OPERATION."
aws::ErrorShape InvalidUsage(const directory::KmsKey& key, std::string_view operation);
// What is no token of a grant.
aws::ErrorShape InvalidGrantToken();
// DryRun, after everything but the act itself.
aws::ErrorShape DryRun();

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_ERRORS_H_
