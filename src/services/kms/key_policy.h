// Key policies, as they are written.
//
//   ROLECALL_TRY(key.policy, CheckKeyPolicy(call, key, text, bypass));
//
// MalformedPolicyDocumentException: no policy, principals that do not exist, or (unless `bypass`) one that would lock
// its writer out: "the key policy must allow the calling principal to make a subsequent PutKeyPolicy request on the KMS
// key" (PutKeyPolicy, BypassPolicyLockoutSafetyCheck).
#ifndef ROLECALL_SERVICES_KMS_KEY_POLICY_H_
#define ROLECALL_SERVICES_KMS_KEY_POLICY_H_

#include <string>

#include "directory/kms_records.h"
#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::kms {

inline constexpr std::size_t kMaxKeyPolicyBytes = 32768;

Checked<directory::StoredPolicy> CheckKeyPolicy(const Call& call, const directory::KmsKey& key, const std::string& text,
                                                bool bypass, const directory::Snapshot& snapshot);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_KEY_POLICY_H_
