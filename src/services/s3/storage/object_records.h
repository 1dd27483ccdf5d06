// What the store keeps of S3's objects beside their bytes: versions, multipart uploads, their parts. Plain values;
// object_json.h has them as text, object_store.h under which keys they lie.
#ifndef ROLECALL_SERVICES_S3_STORAGE_OBJECT_RECORDS_H_
#define ROLECALL_SERVICES_S3_STORAGE_OBJECT_RECORDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "directory/tags.h"
#include "services/s3/bucket/object_lock.h"

namespace rolecall::services::s3::storage {

// By header name, lower case: "x-amz-checksum-sha256" -> base64 (of a composite one: base64 and "-PARTS").
using Checksums = std::map<std::string, std::string>;

// A part that a finished object was made of: its bytes follow those of the part before it.
struct ObjectPart {
  int number = 0;
  std::uint64_t size = 0;
  Checksums checksums;
};

// How the bytes are sealed: with a data key of the object's own, which a key of KMS sealed. Without a data key: as all
// of the store is.
struct ObjectEncryption {
  std::string key_arn;
  std::string data_key;     // KMS's ciphertext, base64
  std::string context;      // what the request added to the encryption context: a JSON object; empty: nothing
  bool bucket_key = false;  // the context names the bucket, not the object

  bool is_sealed() const { return !data_key.empty(); }
};

struct ObjectVersion {
  std::string key;
  std::string version_id = "null";
  bool delete_marker = false;
  std::string etag;        // without quotes
  std::uint64_t size = 0;  // of the bytes as they were sent
  Time modified;
  std::map<std::string, std::string> headers;  // Content-Type, Cache-Control …, x-amz-meta-…, by lower-case name
  Checksums checksums;
  std::string checksum_type;  // "FULL_OBJECT", "COMPOSITE"; empty: no checksums
  directory::Tags tags;
  bucket::ObjectLock lock;
  ObjectEncryption encryption;
  std::vector<ObjectPart> parts;  // of a multipart upload
  int part_count = 0;             // as many as `parts`; objects of older stores have the number alone
  std::string body_id;            // of s3/body; empty for a delete marker
  std::string body_crc;           // base64 of the bytes' CRC-32C; empty in older stores
  std::string order;              // its place among the versions
  std::uint64_t revision = 0;     // of the entry that it was read from; not part of the description
};

// A multipart upload that is not complete.
struct MultipartUpload {
  std::string id, key;
  Time started;
  ObjectVersion object;            // what it will be: headers, tags
  std::string checksum_algorithm;  // "SHA256"; empty: none was asked for
  std::string checksum_type;       // as above
  std::string initiator;           // ARN
  std::string entry;               // the store's key of it, and
  std::uint64_t revision = 0;      // its revision; neither is part of the description
};

struct MultipartPart {
  int number = 0;
  std::string etag;
  std::uint64_t size = 0;  // of the bytes as they were sent
  Time modified;
  std::string body_id;
  std::string body_crc;
  Checksums checksums;
  bool is_sealed = false;  // as the object will be
};

}  // namespace rolecall::services::s3::storage

#endif  // ROLECALL_SERVICES_S3_STORAGE_OBJECT_RECORDS_H_
