// What operations on one object share: finding the version that a request means, asking for its permission with the
// tags that it has, storing a new version on the request's conditions.
//
//   ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"GetObject", "GetObjectVersion"}));
//   … found.object is what the permission was decided on …
#ifndef ROLECALL_SERVICES_S3_OBJECT_ACCESS_H_
#define ROLECALL_SERVICES_S3_OBJECT_ACCESS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/s3/operations.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3 {

inline constexpr int kMostAttempts = 5;  // against others who write the same key at the same time

ObjectStore Objects(Call& call);
// The bucket as it is now, to write to: a slow request must not write without versions what has got them meanwhile.
// NoSuchBucket.
Checked<storage::BucketTarget> TargetNow(Call& call, const directory::Bucket& bucket);

// A failure of the store, as StoreError; what is damaged is noted in call.damaged.
aws::ErrorShape ObjectStoreError(Call& call, const Error& error);

// The names of one permission, for the current version and for a named one.
struct Permission {
  std::string_view current, version;
  std::string_view of(const S3Request& request) const { return request.Has("versionId") ? version : current; }
};

struct FoundObject {
  BucketPointer bucket;
  ObjectVersion object;
};

// The bytes of a version, as they were sent; what is under a key of KMS needs its kms:Decrypt. `replaced`: they are
// gone, as the key was written to since the version was looked up.
Checked<std::string> ReadBytes(Call& call, const FoundObject& found, bool& replaced);
// Runs the operation, and again if the bytes that it looked for were replaced meanwhile.
Answer WithBytes(const std::function<Answer(bool& replaced)>& operation);

// The version that the request names, or the current one, after the caller was authorized for it (with its tags as
// s3:ExistingObjectTag/…). Refuses a delete marker (404, by its version id 405), and what does not exist (404, or 403
// for who may not list the bucket).
Checked<FoundObject> OpenObject(Call& call, const S3Request& request, const Permission& permission,
                                Question question = {});

// Nothing: "null", or in a bucket with versions what looks like a version id. InvalidArgument.
std::optional<aws::ErrorShape> CheckVersionId(const directory::Bucket& bucket, const std::string& version_id);

// The question of s3:PutObject: the request's tags, and whether it makes an object.
Question PutQuestion(const directory::Tags& tags, bool creates_object);
// A further action on the same object that the request asks for by its headers ("PutObjectTagging").
std::optional<aws::ErrorShape> AuthorizeAlso(Call& call, const S3Request& request, std::string_view action,
                                             Question question = {});
// s3:PutObjectTagging, if there are tags to set.
std::optional<aws::ErrorShape> AuthorizeTags(Call& call, const S3Request& request, const directory::Tags& tags);

// Stores `object` as the current version, on the request's conditions (If-Match, If-None-Match), which are looked at
// again when somebody was faster. With a data key the bytes are sealed, and the entity tag is none of theirs.
Checked<ObjectVersion> StoreObject(Call& call, const directory::Bucket& bucket, ObjectVersion object,
                                   const std::string& body, const Secret& data_key);

// Where the object is to be had: "http://HOST/BUCKET/KEY", or without the bucket where the host names it.
std::string ObjectUrl(const Call& call, const std::string& bucket, const std::string& key);
void AddVersionHeader(http::Response& answer, const directory::Bucket& bucket, const ObjectVersion& version);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_ACCESS_H_
