// KMS's records: keys with their material, aliases, grants. Plain values, immutable once they are in a snapshot.
//
// Material is sealed in the store, and readable in memory. A key that was deleted stays a record without material
// (`is_gone`): who had put data under it is told that there is no such key, and an account that has used KMS goes on
// being one that does. A grant is kept with the policy that it is: its grantee may do its operations.
#ifndef ROLECALL_DIRECTORY_KMS_RECORDS_H_
#define ROLECALL_DIRECTORY_KMS_RECORDS_H_

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

// One generation of a key: what is encrypted names it by its place in the list, which never changes.
struct KmsMaterial {
  std::string id;       // 64 hexadecimal digits, as AWS names it (KeyMaterialId)
  Secret value;         // 32 bytes
  std::string made_by;  // "AUTOMATIC", "ON_DEMAND"; empty: the first
  Time created;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("id", r.id), a("value", r.value), a("by", r.made_by), a("created", r.created);
  }
};

struct KmsKey {
  std::string account, region;
  std::string id;  // a UUID
  std::string description;
  std::string usage;  // or "GENERATE_VERIFY_MAC"
  std::string spec;
  std::string owning_service;  // of AWS's own keys: "secretsmanager"; empty: the customer's
  Time created;
  bool enabled = true;
  std::optional<Time> deletion;  // pending: when it goes
  Tags tags;
  StoredPolicy policy;
  std::vector<KmsMaterial> materials;  // the last is the current one; none: it is gone
  std::vector<std::string> aliases;    // names, "alias/…"; each has a record of its own
  int rotation_days = 0;               // 0: no automatic rotation
  std::optional<Time> next_rotation;

  std::string arn() const { return partition::OwnArn() + "kms:" + region + ":" + account + ":key/" + id; }
  std::string key() const { return SecretKey(account, region, id); }
  bool is_gone() const { return materials.empty(); }
  bool is_aws_own() const { return !owning_service.empty(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("id", r.id), a("description", r.description);
    a("usage", r.usage), a("spec", r.spec), a("service", r.owning_service), a("created", r.created);
    a("enabled", r.enabled), a("deletion", r.deletion), a("tags", r.tags);
    a.Policy("policy", r.policy, policy::DocumentKind::kResource, "key policy of " + r.id);
    a("materials", r.materials), a("aliases", r.aliases), a("rotation_days", r.rotation_days);
    a("next_rotation", r.next_rotation);
  }
};

struct KmsAlias {
  std::string account, region;
  std::string name;    // "alias/…"
  std::string key_id;  // of the same account and region
  Time created, updated;

  std::string arn() const { return partition::OwnArn() + "kms:" + region + ":" + account + ":" + name; }
  std::string key() const { return SecretKey(account, region, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("name", r.name), a("key_id", r.key_id);
    a("created", r.created), a("updated", r.updated);
  }
};

struct KmsGrant {
  std::string account, region, key_id;
  std::string id;        // 64 hexadecimal digits
  std::string name;      // may be empty
  std::string grantee;   // an ARN, or the unique id of a role or user of ours
  std::string retiring;  // the same; may be empty
  std::string issuer;    // the account that made it
  std::vector<std::string> operations;
  std::string constraint;   // "EncryptionContextEquals", "EncryptionContextSubset"; empty: none
  Tags constraint_context;  // names and values
  StoredPolicy policy;      // that the grantee may do the operations
  Time created;

  std::string key_of_key() const { return SecretKey(account, region, key_id); }
  std::string key() const { return key_of_key() + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("key_id", r.key_id), a("id", r.id), a("name", r.name);
    a("grantee", r.grantee), a("retiring", r.retiring), a("issuer", r.issuer), a("operations", r.operations);
    a("constraint", r.constraint), a("context", r.constraint_context);
    a.Policy("policy", r.policy, policy::DocumentKind::kResource, "grant " + r.id);
    a("created", r.created);
  }
};

// struct, its part of the store's keys, table of the snapshot: see records.h.
#define ROLECALL_KMS_RECORDS(ROW)         \
  ROW(KmsKey, "kms-key", kms_keys)        \
  ROW(KmsAlias, "kms-alias", kms_aliases) \
  ROW(KmsGrant, "kms-grant", kms_grants)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_KMS_RECORDS_H_
