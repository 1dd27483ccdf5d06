// S3's buckets. Objects are not in the snapshot: the S3 service keeps them in the store under keys of its own
// (prefix "s3/object/"), ordered as listings need them.
#ifndef ROLECALL_DIRECTORY_BUCKET_RECORDS_H_
#define ROLECALL_DIRECTORY_BUCKET_RECORDS_H_

#include <map>
#include <string>

#include "directory/common_records.h"

namespace rolecall::directory {

enum class Versioning { kOff, kEnabled, kSuspended };

struct Bucket {
  std::string name;  // unique among all accounts
  std::string account, region;
  Time created;
  Versioning versioning = Versioning::kOff;
  Tags tags;
  StoredPolicy policy;
  bool object_lock = false;
  // Configurations that are kept as they were sent, by name: "encryption", "cors", "publicAccessBlock", "acl" …
  std::map<std::string, std::string> configurations;
  std::string arn() const { return "arn:aws:s3:::" + name; }
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_BUCKET_RECORDS_H_
