// ObjectStore: the objects of all buckets, over the key-value store.
//
// Keys of the store, with BUCKET and KEY as they are:
//   s3/object/BUCKET/KEY            the current version's description, and the revision that conditional writes compare
//   s3/version/BUCKET/KEY\0ORDER    every version's description; ORDER makes newer ones come first
//   s3/body/BUCKET/ID               the bytes
//   s3/upload/BUCKET/UPLOAD         a multipart upload; s3/part/BUCKET/UPLOAD/NUMBER its parts' descriptions
// A write changes them in one batch, on condition that the current version is the one that was looked at.
#ifndef ROLECALL_SERVICES_S3_OBJECT_STORE_H_
#define ROLECALL_SERVICES_S3_OBJECT_STORE_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "directory/bucket_records.h"
#include "services/s3/object_records.h"
#include "store/store.h"

namespace rolecall::services::s3 {

// One more object or version of a listing page.
struct ListPage {
  std::vector<ObjectVersion> versions;
  std::vector<std::string> prefixes;
  bool truncated = false;
  std::string next_key, next_version_order;  // where the next page starts after
  std::string next_version_id;
};

struct ListOptions {
  std::string prefix, delimiter, after;  // keys after `after`
  std::string after_order;               // with versions: within key `after`
  std::size_t most = 1000;
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
  Result<std::string> ReadBody(const std::string& bucket, const ObjectVersion& version);

  // Makes `version` the current one of its key. `current` is what conditions were checked on; kConflict: it changed
  // meanwhile. In a bucket that is not versioned the old version goes.
  Result<ObjectVersion> Put(const std::string& bucket, directory::Versioning versioning, const Current& current,
                            ObjectVersion version, std::string body);
  // Replaces the description of a version (tags). kConflict as Put.
  Result<void> Replace(const std::string& bucket, const Current& current, const ObjectVersion& version);
  // Deletes one version for good. The next newest becomes current.
  Result<void> DeleteVersion(const std::string& bucket, const Current& current, const ObjectVersion& version);

  Result<ListPage> List(const std::string& bucket, const ListOptions& options);
  Result<ListPage> ListVersions(const std::string& bucket, const ListOptions& options);
  // Any version of any object?
  Result<bool> IsEmpty(const std::string& bucket);

  // Multipart uploads.
  Result<void> StartUpload(const std::string& bucket, const MultipartUpload& upload);
  Result<std::optional<MultipartUpload>> FindUpload(const std::string& bucket, const std::string& id);
  Result<std::vector<MultipartUpload>> ListUploads(const std::string& bucket);
  Result<void> PutPart(const std::string& bucket, const std::string& upload, MultipartPart part, std::string body);
  Result<std::vector<MultipartPart>> ListParts(const std::string& bucket, const std::string& upload);
  Result<std::string> ReadPart(const std::string& bucket, const MultipartPart& part);
  // Forgets the upload and its parts.
  Result<void> EndUpload(const std::string& bucket, const std::string& upload);

  std::string NewId();

 private:
  store::Store& store_;
  Random& random_;
};

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_STORE_H_
