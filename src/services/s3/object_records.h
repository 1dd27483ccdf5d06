// What the store keeps of S3's objects beside their bytes: versions, multipart uploads, their parts. Plain values;
// object_json.h has them as text, object_store.h under which keys they lie.
#ifndef ROLECALL_SERVICES_S3_OBJECT_RECORDS_H_
#define ROLECALL_SERVICES_S3_OBJECT_RECORDS_H_

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"
#include "directory/tags.h"
#include "services/s3/bucket/object_lock.h"

namespace rolecall::services::s3 {

struct ObjectVersion {
  std::string key;
  std::string version_id = "null";
  bool delete_marker = false;
  std::string etag;  // without quotes
  std::uint64_t size = 0;
  Time modified;
  std::map<std::string, std::string> headers;    // Content-Type, Cache-Control …, x-amz-meta-…, by lower-case name
  std::map<std::string, std::string> checksums;  // "x-amz-checksum-sha256" -> base64
  directory::Tags tags;
  bucket::ObjectLock lock;
  int parts = 0;        // of a multipart upload
  std::string body_id;  // of s3/body; empty for a delete marker
  std::string order;    // its place among the versions
};

// A multipart upload that is not complete.
struct MultipartUpload {
  std::string id, key;
  Time started;
  ObjectVersion object;  // what it will be: headers, tags
};

struct MultipartPart {
  int number = 0;
  std::string etag;
  std::uint64_t size = 0;
  Time modified;
  std::string body_id;
  std::map<std::string, std::string> checksums;
};

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_OBJECT_RECORDS_H_
