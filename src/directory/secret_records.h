// Secrets Manager's records. Values are sealed in the store.
#ifndef ROLECALL_DIRECTORY_SECRET_RECORDS_H_
#define ROLECALL_DIRECTORY_SECRET_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "directory/common_records.h"

namespace rolecall::directory {

struct SecretVersion {
  std::string id;  // the ClientRequestToken that made it
  Secret value;
  bool is_binary = false;
  bool has_value = true;
  std::vector<std::string> stages;  // empty: deprecated
  Time created;
  std::optional<Time> last_accessed;  // whole days
};

struct SecretReplica {
  std::string region, kms_key_id, status, status_message;
};

struct SecretRotation {
  bool enabled = false;
  std::string lambda_arn;
  int after_days = 0;
  std::string schedule, duration;
  std::optional<Time> last_rotated;
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
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SECRET_RECORDS_H_
