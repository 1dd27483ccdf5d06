// ObjectStore: the objects of all buckets, over the key-value store.
//
//   ObjectStore objects(store, random);
//   ROLECALL_TRY(ObjectStore::Current current, objects.FindCurrent("bucket", "key"));
//   … conditions are checked on `current` …
//   ROLECALL_TRY(ObjectVersion stored, objects.Put({"bucket", versioning}, current, version, body));
//
// Keys of the store, with BUCKET and KEY as they are:
//   s3/object/BUCKET/KEY            the current version's description, and the revision that conditional writes compare
//   s3/version/BUCKET/KEY\0ORDER    every version's description; ORDER makes newer ones come first
//   s3/body/BUCKET/ID               the bytes
//   s3/upload/BUCKET/KEY\0UPLOAD    a multipart upload; s3/part/BUCKET/UPLOAD/NUMBER its parts' descriptions
// A write changes them in one batch, on condition that the current version is the one that was looked at and that the
// bucket's record is there. A version id begins with the version's ORDER.
//
// Errors: kConflict (somebody else was faster: look again), kNotFound (the bucket is gone), kDataLoss (a description or
// bytes do not fit their checksum: nothing of it is given out), kUnavailable (the store's).
#ifndef ROLECALL_SERVICES_S3_STORAGE_OBJECT_STORE_H_
#define ROLECALL_SERVICES_S3_STORAGE_OBJECT_STORE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "directory/bucket_records.h"
#include "services/s3/storage/object_records.h"
#include "services/s3/storage/page_walk.h"
#include "store/store.h"

namespace rolecall::services::s3::storage {

// A page of objects or versions.
struct ListPage {
  std::vector<ObjectVersion> versions;
  PageEnd end;
  std::vector<std::string> damaged;  // keys of the store whose description cannot be read: left out
};

struct UploadPage {
  std::vector<MultipartUpload> uploads;
  PageEnd end;
  std::vector<std::string> damaged;
};

// The bucket that is written to.
struct BucketTarget {
  std::string name;
  directory::Versioning versioning = directory::Versioning::kOff;
};

class ObjectStore {
 public:
  ObjectStore(store::Store& store, Random& random) : store_(store), random_(random) {}

  // The current version (which may be a delete marker) and the revision for conditions (0: there is none).
  struct Current {
    std::optional<ObjectVersion> version;
    std::uint64_t revision = 0;
  };
  Result<Current> FindCurrent(const std::string& bucket, const std::string& key);
  Result<std::optional<ObjectVersion>> FindVersion(const std::string& bucket, const std::string& key,
                                                   const std::string& version_id);
  // The bytes, which fit what the description says of them.
  Result<std::string> ReadBody(const std::string& bucket, const ObjectVersion& version);

  // Makes `version` the current one of its key. In a bucket that is not versioned the old version goes. With
  // `completed`, that upload ends in the same moment (kConflict: it has ended already).
  Result<ObjectVersion> Put(const BucketTarget& bucket, const Current& current, ObjectVersion version, std::string body,
                            const MultipartUpload* completed = nullptr);
  // Replaces the description of a version that was read together with `current`.
  Result<void> Replace(const std::string& bucket, const Current& current, const ObjectVersion& version);
  // Deletes one version for good. The next newest becomes current.
  Result<void> DeleteVersion(const std::string& bucket, const Current& current, const ObjectVersion& version);

  Result<ListPage> List(const std::string& bucket, const ListOptions& options);
  Result<ListPage> ListVersions(const std::string& bucket, const ListOptions& options);
  // No version of any object?
  Result<bool> IsEmpty(const std::string& bucket);
  // Everything of a bucket that is no more: uploads, parts, bytes. Ends where there is a bucket of that name again:
  // what is there from then on is that one's.
  Result<void> ForgetBucket(const std::string& bucket);
  // Whether something of a bucket that is no more could be seen in a new one of its name.
  Result<bool> HasRemains(const std::string& bucket);

  // Multipart uploads. An id begins with the upload's time, so that those of a key are listed in that order.
  Result<MultipartUpload> StartUpload(const std::string& bucket, MultipartUpload upload);
  Result<std::optional<MultipartUpload>> FindUpload(const std::string& bucket, const std::string& key,
                                                    const std::string& id);
  // options.after_order: an upload's id.
  Result<UploadPage> ListUploads(const std::string& bucket, const ListOptions& options);
  // kConflict: the upload has ended meanwhile.
  Result<void> PutPart(const std::string& bucket, const MultipartUpload& upload, MultipartPart part, std::string body);
  // Up to `most` parts whose numbers are above `after`.
  Result<std::vector<MultipartPart>> ListParts(const std::string& bucket, const std::string& upload, int after,
                                               std::size_t most);
  Result<std::optional<MultipartPart>> FindPart(const std::string& bucket, const std::string& upload, int number);
  Result<std::string> ReadPart(const std::string& bucket, const MultipartPart& part);
  // Forgets the upload and its parts. kConflict: it has ended meanwhile.
  Result<void> EndUpload(const std::string& bucket, const MultipartUpload& upload);

 private:
  std::string NewId();
  // The condition that the bucket is there.
  Result<store::Condition> BucketIsThere(const std::string& bucket);
  Result<ListPage> ListBy(const std::string& base, bool versions, const ListOptions& options);
  Result<void> DeleteParts(const std::string& bucket, const std::string& upload);
  Result<void> DeleteAll(const std::string& prefix, const store::Condition& condition);

  store::Store& store_;
  Random& random_;
};

// The order that a version id begins with; "" for "null" and for ids of older stores.
std::string_view OrderOfVersionId(std::string_view version_id);
// Whether the bytes are those that were described. Also for old descriptions, which have an entity tag alone.
bool IsIntact(const ObjectVersion& version, std::string_view body);

}  // namespace rolecall::services::s3::storage

#endif  // ROLECALL_SERVICES_S3_STORAGE_OBJECT_STORE_H_
