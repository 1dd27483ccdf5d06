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

namespace rolecall::directory {

struct SecretVersion {
  std::string id;  // the ClientRequestToken that made it
  Secret value;
  bool is_binary = false;
  bool has_value = true;
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
  int after_days = 0;
  std::string schedule, duration;
  std::optional<Time> last_rotated;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("enabled", r.enabled), a("lambda", r.lambda_arn), a("days", r.after_days), a("schedule", r.schedule);
    a("duration", r.duration), a("last", r.last_rotated);
  }
};

struct SecretRecord {
  std::string account, region;
  std::string name;
  std::string suffix;  // the ARN's six random characters
  std::string description, kms_key_id;
  Tags tags;
  std::vector<SecretVersion> versions;  // in order of creation
  StoredPolicy resource_policy;
  SecretRotation rotation;
  std::vector<SecretReplica> replicas;
  std::string owning_service;
  Time created, changed;
  std::optional<Time> last_accessed;  // whole days
  std::optional<Time> deleted;        // when it was marked for deletion
  std::optional<Time> purge_after;    // when it goes for good
  std::string arn() const {
    return "arn:aws:secretsmanager:" + region + ":" + account + ":secret:" + name + "-" + suffix;
  }
  std::string key() const { return SecretKey(account, region, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("name", r.name), a("suffix", r.suffix);
    a("description", r.description), a("key", r.kms_key_id), a("tags", r.tags), a("versions", r.versions);
    a.Policy("policy", r.resource_policy, policy::DocumentKind::kResource, "resource policy of " + r.name);
    a("rotation", r.rotation), a("replicas", r.replicas), a("owner", r.owning_service), a("created", r.created);
    a("changed", r.changed), a("accessed", r.last_accessed), a("deleted", r.deleted), a("purge", r.purge_after);
  }
};

#define ROLECALL_SECRET_RECORDS(ROW) ROW(SecretRecord, "secret", secrets)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SECRET_RECORDS_H_
