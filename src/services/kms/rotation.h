// Rotation: a new generation of a key's material, which encrypts from then on; what older ones encrypted they still
// decrypt.
#ifndef ROLECALL_SERVICES_KMS_ROTATION_H_
#define ROLECALL_SERVICES_KMS_ROTATION_H_

#include <string>

#include "base/random.h"
#include "directory/kms_records.h"

namespace rolecall::services::kms {

inline constexpr int kDefaultRotationDays = 365;

// `made_by`: "AUTOMATIC", "ON_DEMAND".
void Rotate(directory::KmsKey& key, Random& random, Time now, std::string made_by);
// Whether its automatic rotation is due.
bool IsRotationDue(const directory::KmsKey& key, Time now);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_ROTATION_H_
