// Under which keys S3's entries lie (object_store.h has the table). For the sources of this folder only.
#ifndef ROLECALL_SERVICES_S3_STORAGE_STORE_KEYS_H_
#define ROLECALL_SERVICES_S3_STORAGE_STORE_KEYS_H_

#include <fmt/format.h>

#include <string>

namespace rolecall::services::s3::storage {

// The directory's.
inline std::string BucketRecord(const std::string& bucket) { return "directory/bucket/" + bucket; }
inline std::string ObjectsOf(const std::string& bucket) { return "s3/object/" + bucket + "/"; }
inline std::string ObjectKey(const std::string& bucket, const std::string& key) { return ObjectsOf(bucket) + key; }
inline std::string VersionsOf(const std::string& bucket) { return "s3/version/" + bucket + "/"; }
inline std::string VersionPrefix(const std::string& bucket, const std::string& key) {
  return VersionsOf(bucket) + key + std::string(1, '\0');
}
inline std::string BodiesOf(const std::string& bucket) { return "s3/body/" + bucket + "/"; }
inline std::string BodyKey(const std::string& bucket, const std::string& id) { return BodiesOf(bucket) + id; }
inline std::string UploadsOf(const std::string& bucket) { return "s3/upload/" + bucket + "/"; }
inline std::string UploadKey(const std::string& bucket, const std::string& key, const std::string& id) {
  return UploadsOf(bucket) + key + std::string(1, '\0') + id;
}
inline std::string PartsOf(const std::string& bucket) { return "s3/part/" + bucket + "/"; }
inline std::string PartPrefix(const std::string& bucket, const std::string& upload) {
  return PartsOf(bucket) + upload + "/";
}
inline std::string PartKey(const std::string& bucket, const std::string& upload, int number) {
  return PartPrefix(bucket, upload) + fmt::format("{:05}", number);
}

}  // namespace rolecall::services::s3::storage

#endif  // ROLECALL_SERVICES_S3_STORAGE_STORE_KEYS_H_
