// Secrets Manager's records: a secret with its versions, replicas and rotation. Plain values, immutable once they are
// in a snapshot.
//
// Values are sealed in the store, and readable in memory. A secret that is marked for deletion stays a record until
// `purge_after`; the service is who removes it.
#ifndef ROLECALL_DIRECTORY_SECRET_RECORDS_H_
#define ROLECALL_DIRECTORY_SECRET_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "directory/keys.h"
#include "directory/stored_policy.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

namespace rolecall::directory {

struct SecretVersion {
  std::string id;  // the ClientRequestToken that made it
  Secret value;
  bool is_binary = false;
  bool has_value = true;            // false: a rotation made it, and its function has not put a value yet
  std::vector<std::string> stages;  // empty: deprecated
  Time created;
  std::optional<Time> last_accessed;  // whole days

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("id", r.id), a("value", r.value), a("binary", r.is_binary), a("has_value", r.has_value), a("stages", r.stages);
    a("created", r.created), a("accessed", r.last_accessed);
  }
};

struct SecretReplica {
  std::string region, kms_key_id, status, status_message;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("region", r.region), a("key", r.kms_key_id), a("status", r.status), a("message", r.status_message);
  }
};

struct SecretRotation {
  bool enabled = false;
  std::string lambda_arn;
  int after_days = 0;              // 0: none
  std::string schedule, duration;  // as they were given
  std::optional<Time> last_rotated;
  std::optional<Time>
      configured;       // when the rules were set: what the next rotation is counted from, until there is one
  std::string running;  // the version that a rotation makes which is not complete; empty: none
  std::optional<Time> last_failed;  // of that one
  std::string failure;              // which step, and why; never a value

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("enabled", r.enabled), a("lambda", r.lambda_arn), a("days", r.after_days), a("schedule", r.schedule);
    a("duration", r.duration), a("last", r.last_rotated), a("configured", r.configured);
    a("running", r.running), a("failed", r.last_failed), a("failure", r.failure);
  }
};

struct SecretRecord {
  std::string account, region;
  std::string name;
  std::string suffix;  // the ARN's six random characters
  std::string description, kms_key_id;
  Tags tags;
  bool was_tagged = false;              // a description then lists tags even if none is left
  std::vector<SecretVersion> versions;  // in order of creation: the list's, whatever the clock did
  StoredPolicy resource_policy;
  SecretRotation rotation;
  std::vector<SecretReplica> replicas;  // of a primary secret: a record of its own in each of these regions
  std::string primary_region;           // of a replica: where its primary is; else empty
  std::string owning_service;
  Time created, changed;
  std::optional<Time> last_accessed;  // whole days
  std::optional<Time> deleted;        // when it was marked for deletion
  std::optional<Time> purge_after;    // when it goes for good
  std::string arn() const {
    return partition::OwnArn() + "secretsmanager:" + region + ":" + account + ":secret:" + name + "-" + suffix;
  }
  std::string key() const { return SecretKey(account, region, name); }
  bool is_replica() const { return !primary_region.empty(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("name", r.name), a("suffix", r.suffix);
    a("description", r.description), a("key", r.kms_key_id), a("tags", r.tags), a("versions", r.versions);
    a.Policy("policy", r.resource_policy, policy::DocumentKind::kResource, "resource policy of " + r.name);
    a("rotation", r.rotation), a("replicas", r.replicas), a("owner", r.owning_service), a("created", r.created);
    a("changed", r.changed), a("accessed", r.last_accessed), a("deleted", r.deleted), a("purge", r.purge_after);
    a("was_tagged", r.was_tagged), a("primary", r.primary_region);
  }
};

#define ROLECALL_SECRET_RECORDS(ROW) ROW(SecretRecord, "secret", secrets)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SECRET_RECORDS_H_
