// What cryptographic operations read of a request alike: encryption contexts, bytes, DryRun.
#ifndef ROLECALL_SERVICES_KMS_CONTEXT_H_
#define ROLECALL_SERVICES_KMS_CONTEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "directory/tags.h"
#include "services/checked.h"
#include "services/json_input.h"

namespace rolecall::services::kms {

// Bytes, which JSON has in base64.
struct ByteBounds {
  std::size_t min = 1, max = 4096;
};
// Nothing if it is missing. A text that is no base64, or of another length, is complained about without being repeated.
std::optional<Secret> ReadBytes(JsonInput& input, std::string_view name, ByteBounds bounds);
Secret RequiredBytes(JsonInput& input, std::string_view name, ByteBounds bounds);

// Names and values as they are given; empty if there is none. ValidationException: too large, or two names that differ
// in case alone. Differs from AWS, which takes them: a condition on kms:EncryptionContext:NAME ignores case, and would
// see but one of the two.
Checked<directory::Tags> ReadContext(JsonInput& input, std::string_view name = "EncryptionContext");

// EncryptionAlgorithm, GrantTokens, DryRun, Recipient: read for every one of these operations. True: a dry run.
// InvalidGrantTokenException: a text that is no token of a grant.
// UnsupportedOperationException: a Recipient (an enclave's attestation).
Checked<bool> ReadCommon(JsonInput& input);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_CONTEXT_H_
