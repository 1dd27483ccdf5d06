// Object Lock where objects are written, deleted and read: what those paths call. The rules: bucket/object_lock.h.
//
//   ROLECALL_RETURN_IF_ERROR(LockNewObject(call, request, headers, *bucket, object));  // what is written anew
//   ROLECALL_RETURN_IF_ERROR(CheckMayDelete(call, request, *bucket, version));         // before it goes for good
//   AddLockHeaders(call, request, *bucket, object, answer);                            // what is read
#ifndef ROLECALL_SERVICES_S3_OBJECT_LOCK_H_
#define ROLECALL_SERVICES_S3_OBJECT_LOCK_H_

#include "services/s3/operations.h"

namespace rolecall::services::s3 {

// Sets object.lock from the request's headers or the bucket's default retention. Headers need permissions of their own
// (s3:PutObjectRetention, s3:PutObjectLegalHold). InvalidRequest: the bucket has no Object Lock.
std::optional<aws::ErrorShape> LockNewObject(Call& call, const S3Request& request, const http::Headers& headers,
                                             const directory::Bucket& bucket, ObjectVersion& object);
// AccessDenied while the version is protected. Governance retention gives way to s3:BypassGovernanceRetention with
// x-amz-bypass-governance-retention: true.
std::optional<aws::ErrorShape> CheckMayDelete(Call& call, const S3Request& request, const directory::Bucket& bucket,
                                              const ObjectVersion& version);
// x-amz-bypass-governance-retention on a bucket without Object Lock is refused (InvalidArgument), whatever it deletes.
std::optional<aws::ErrorShape> CheckBypassHeader(const Call& call, const directory::Bucket& bucket);
// Retention and legal hold, each for who may read it.
void AddLockHeaders(Call& call, const S3Request& request, const directory::Bucket& bucket, const ObjectVersion& object,
                    http::Response& answer);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_LOCK_H_
