// Parameter Store's records: a parameter with its versions. Plain values, immutable once they are in a snapshot.
//
// All values are sealed in the store, whatever their type, and readable in memory. A parameter whose Expiration policy
// has come due stays a record until it is written again; the service is who does not show it any more.
#ifndef ROLECALL_DIRECTORY_PARAMETER_RECORDS_H_
#define ROLECALL_DIRECTORY_PARAMETER_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "directory/keys.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

namespace rolecall::directory {

// One of a version's policies, as it was given: {"Type":"Expiration",…}.
struct ParameterPolicy {
  std::string type, text;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("type", r.type), a("text", r.text);
  }
};

struct ParameterVersion {
  int number = 1;
  Secret value;
  std::string type;        // "String", "StringList", "SecureString"
  std::string tier;        // "Standard", "Advanced"
  std::string data_type;   // "text", …
  std::string kms_key_id;  // of a SecureString
  std::string description, allowed_pattern;
  std::vector<std::string> labels;
  std::vector<ParameterPolicy> policies;
  std::optional<Time> expires;  // by an Expiration policy
  std::string user;             // the ARN of who made it
  Time modified;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("number", r.number), a("value", r.value), a("type", r.type), a("tier", r.tier), a("data", r.data_type);
    a("key", r.kms_key_id), a("description", r.description), a("pattern", r.allowed_pattern), a("labels", r.labels);
    a("policies", r.policies), a("expires", r.expires), a("user", r.user), a("modified", r.modified);
  }
};

struct ParameterRecord {
  std::string account, region;
  std::string name;  // with its slashes: "/a/b", or "b"
  Tags tags;
  std::vector<ParameterVersion> versions;  // the newest is the last; at least one

  // "/a/b" and "a/b" would be the same resource: the slash of a full name is the ARN's own.
  std::string arn() const {
    return partition::OwnArn() + "ssm:" + region + ":" + account + ":parameter" + (name.starts_with('/') ? "" : "/") +
           name;
  }
  std::string key() const { return ParameterKey(account, region, name); }
  const ParameterVersion& current() const { return versions.back(); }

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("name", r.name), a("tags", r.tags), a("versions", r.versions);
  }
};

#define ROLECALL_PARAMETER_RECORDS(ROW) ROW(ParameterRecord, "parameter", parameters)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_PARAMETER_RECORDS_H_
