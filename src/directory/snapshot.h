// Snapshot: everything that requests are decided on, at one moment. Immutable; shared by all threads.
//
//   std::shared_ptr<const Snapshot> now = directory.snapshot();
//   std::shared_ptr<const Role> role = now->roles.Find(NameKey(account, "App"));
//
// Keys: NameKey(account, name) for users, groups, roles and instance profiles; the ARN for managed policies and OIDC
// providers; the id for access keys and accounts; SecretKey(account, region, name) for secrets, ParameterKey for
// parameters; the name for buckets and sealed items; OWNER/id for credentials of users, PRINCIPAL/service for uses;
// organizations' records: organization_records.h; SecretKey(account, region, …) for KMS's keys (id), aliases
// ("alias/…") and grants (KEY/id).
#ifndef ROLECALL_DIRECTORY_SNAPSHOT_H_
#define ROLECALL_DIRECTORY_SNAPSHOT_H_

#include <memory>
#include <string>
#include <string_view>

#include "directory/grant_lists.h"
#include "directory/guardrails.h"
#include "directory/keys.h"  // IWYU pragma: export
#include "directory/policy_uses.h"
#include "directory/records.h"
#include "directory/table.h"

namespace rolecall::directory {

// Whose unique id ("AROA…", "AIDA…") it is.
struct Identified {
  std::string arn;
  std::string key;  // NameKey
  bool is_role = false;
};

struct Snapshot {
  // A table for each row of records.h: accounts, users, access_keys, groups, roles, policies (of accounts;
  // managed_policies.h), instance_profiles, oidc_providers, saml_providers, those of credential_records.h and
  // report_records.h, secrets, parameters, buckets, kms_keys, kms_aliases, kms_grants, sealed_items.
#define ROLECALL_SNAPSHOT_TABLE(Record, kind, table) Table<Record> table;
  ROLECALL_RECORDS(ROLECALL_SNAPSHOT_TABLE)
#undef ROLECALL_SNAPSHOT_TABLE
  Table<Identified> identities;                   // by unique id: users and roles; kept with them
  Table<Guardrails> guardrails;                   // by account: of those in organizations; kept with their records
  GrantLists grant_lists;                         // of kms_grants; kept with them
  PolicyUses policy_uses;                         // by users, groups and roles; kept with them
  std::shared_ptr<const SealedItem> session_key;  // the newest, which seals new session tokens
};

// The user or role with exactly this ARN (path and case too); null if there is none.
std::shared_ptr<const User> FindUserByArn(const Snapshot& snapshot, std::string_view arn);
std::shared_ptr<const Role> FindRoleByArn(const Snapshot& snapshot, std::string_view arn);
// By the whole ARN; null if there is none.
std::shared_ptr<const SecretRecord> FindSecretByArn(const Snapshot& snapshot, std::string_view arn);

// The version that applies of a managed policy, an account's or AWS's own; null if there is none.
std::shared_ptr<const policy::CompiledPolicy> FindCompiledPolicy(const Snapshot& snapshot, std::string_view arn);

// The identity policies that apply: inline, attached, and (users) those of the groups.
policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const User& user);
policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const Role& role);
// The permissions boundary as the engine wants it. A boundary whose policy is gone allows nothing.
policy::PolicySet BoundaryPolicies(const Snapshot& snapshot, const std::string& boundary_arn);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SNAPSHOT_H_
