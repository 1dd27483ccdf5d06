// S3's buckets. Objects are not in the snapshot: the S3 service keeps them in the store under keys of its own
// (prefix "s3/object/"), ordered as listings need them.
#ifndef ROLECALL_DIRECTORY_BUCKET_RECORDS_H_
#define ROLECALL_DIRECTORY_BUCKET_RECORDS_H_

#include <map>
#include <string>

#include "base/clock.h"
#include "directory/stored_policy.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

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
  std::string arn() const { return partition::OwnArn() + "s3:::" + name; }
  const std::string& key() const { return name; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("name", r.name), a("account", r.account), a("region", r.region), a("created", r.created);
    a("versioning", r.versioning), a("tags", r.tags), a("lock", r.object_lock), a("config", r.configurations);
    a.Policy("policy", r.policy, policy::DocumentKind::kResource, "bucket policy of " + r.name);
  }
};

#define ROLECALL_BUCKET_RECORDS(ROW) ROW(Bucket, "bucket", buckets)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_BUCKET_RECORDS_H_
