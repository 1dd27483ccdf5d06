// What KMS does by itself: keys whose waiting time is over lose their material, aliases and grants; keys whose rotation
// is due are rotated.
#ifndef ROLECALL_SERVICES_KMS_MAINTENANCE_H_
#define ROLECALL_SERVICES_KMS_MAINTENANCE_H_

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "directory/directory.h"

namespace rolecall::services::kms {

// Call every hour or so: until then what is due is no more there for anybody, and what is to be rotated encrypts with
// the older material. Errors: the store's. Any thread.
Result<void> Maintain(directory::Directory& directory, Time now, Random& random);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_MAINTENANCE_H_
