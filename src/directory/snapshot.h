// Snapshot: everything that requests are decided on, at one moment. Immutable; shared by all threads.
//
//   std::shared_ptr<const Snapshot> now = directory.snapshot();
//   std::shared_ptr<const Role> role = now->roles.Find(NameKey(account, "App"));
//
// Keys: NameKey(account, name) for users, groups, roles and instance profiles; the ARN for managed policies and OIDC
// providers; the id for access keys and accounts; SecretKey(account, name) for secrets; the name for buckets and sealed
// items.
#ifndef ROLECALL_DIRECTORY_SNAPSHOT_H_
#define ROLECALL_DIRECTORY_SNAPSHOT_H_

#include <memory>
#include <string>
#include <string_view>

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
  Table<Account> accounts;
  Table<User> users;
  Table<AccessKey> access_keys;
  Table<Group> groups;
  Table<Role> roles;
  Table<ManagedPolicy> policies;  // AWS's own too
  Table<InstanceProfile> instance_profiles;
  Table<OidcProvider> oidc_providers;
  Table<SecretRecord> secrets;
  Table<Bucket> buckets;
  Table<SealedItem> sealed_items;
  Table<Identified> identities;                   // by unique id: users and roles; kept with them
  std::shared_ptr<const SealedItem> session_key;  // the newest, which seals new session tokens
};

// "ACCOUNT/name" with the name in ASCII lower case: IAM names are unique ignoring case.
std::string NameKey(std::string_view account, std::string_view name);
// "ACCOUNT/REGION/name"; secret names mind their case.
std::string SecretKey(std::string_view account, std::string_view region, std::string_view name);

// The user or role with exactly this ARN (path and case too); null if there is none.
std::shared_ptr<const User> FindUserByArn(const Snapshot& snapshot, std::string_view arn);
std::shared_ptr<const Role> FindRoleByArn(const Snapshot& snapshot, std::string_view arn);
// By an ARN, or a name within the account and region, or a partial ARN without its suffix. Null if there is none.
std::shared_ptr<const SecretRecord> FindSecret(const Snapshot& snapshot, std::string_view account,
                                               std::string_view region, std::string_view id);

// The identity policies that apply: inline, attached, and (users) those of the groups.
policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const User& user);
policy::PolicySet IdentityPolicies(const Snapshot& snapshot, const Role& role);
// The permissions boundary as the engine wants it. A boundary whose policy is gone allows nothing.
policy::PolicySet BoundaryPolicies(const Snapshot& snapshot, const std::string& boundary_arn);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SNAPSHOT_H_
