// IAM's records: plain values, immutable once they are in a snapshot. Names keep the case in which they were made
// and are unique ignoring case.
#ifndef ROLECALL_DIRECTORY_IAM_RECORDS_H_
#define ROLECALL_DIRECTORY_IAM_RECORDS_H_

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

struct PasswordPolicy {
  int minimum_length = 6;
  bool require_symbols = false, require_numbers = false, require_uppercase = false, require_lowercase = false;
  bool allow_users_to_change = false, hard_expiry = false;
  int max_age_days = 0, reuse_prevention = 0;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("minimum_length", r.minimum_length), a("symbols", r.require_symbols), a("numbers", r.require_numbers);
    a("uppercase", r.require_uppercase), a("lowercase", r.require_lowercase), a("change", r.allow_users_to_change);
    a("hard_expiry", r.hard_expiry), a("max_age", r.max_age_days), a("reuse", r.reuse_prevention);
  }
};

struct Account {
  std::string id;         // twelve digits
  std::string partition;  // of the plane that made it; empty (older programs): "aws"
  std::vector<std::string> aliases;
  std::optional<PasswordPolicy> password_policy;
  std::vector<std::string> root_access_key_ids;
  Time created;
  std::string sts_token_version;       // "v2Token"; empty: "v1Token"
  std::string outbound_issuer;         // of outbound identity federation: given once, kept when it is switched off
  std::optional<Time> outbound_since;  // none: switched off

  const std::string& key() const { return id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("id", r.id), a("aliases", r.aliases), a("password_policy", r.password_policy);
    a("root_keys", r.root_access_key_ids), a("created", r.created), a("sts_token", r.sts_token_version);
    a("outbound_issuer", r.outbound_issuer), a("outbound_since", r.outbound_since);
    a("partition", r.partition);
  }
};

struct LoginProfile {
  std::string password_hash;  // salted; never shown
  bool reset_required = false;
  Time created;
  std::optional<Time> changed;               // none: when it was made
  std::vector<std::string> previous_hashes;  // the newest first: for the policy's reuse prevention

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("hash", r.password_hash), a("reset", r.reset_required), a("created", r.created), a("changed", r.changed);
    a("previous", r.previous_hashes);
  }
};

struct User {
  std::string account, name, path = "/", id;  // "AIDA…"
  Time created;
  Tags tags;
  std::string boundary_arn;
  std::vector<InlinePolicy> inline_policies;
  std::vector<std::string> attached;  // managed policies' ARNs, in order of attachment
  std::vector<std::string> groups;    // names
  std::vector<std::string> access_key_ids;
  std::optional<LoginProfile> login;
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":user" + path + name; }
  std::string key() const { return NameKey(account, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
    a("tags", r.tags), a("boundary", r.boundary_arn), a("inline", r.inline_policies), a("attached", r.attached);
    a("groups", r.groups), a("keys", r.access_key_ids), a("login", r.login);
  }
};

struct AccessKey {
  std::string id;         // "AKIA…"
  Secret secret;          // sealed in the store
  std::string account;    //
  std::string user_name;  // empty: the account's root user
  bool active = true;
  Time created;
  std::optional<Time> last_used;
  std::string last_used_service, last_used_region;

  const std::string& key() const { return id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("id", r.id), a("secret", r.secret), a("account", r.account), a("user", r.user_name), a("active", r.active);
    a("created", r.created), a("used", r.last_used), a("used_service", r.last_used_service);
    a("used_region", r.last_used_region);
  }
};

struct Group {
  std::string account, name, path = "/", id;  // "AGPA…"
  Time created;
  std::vector<InlinePolicy> inline_policies;
  std::vector<std::string> attached;
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":group" + path + name; }
  std::string key() const { return NameKey(account, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
    a("inline", r.inline_policies), a("attached", r.attached);
  }
};

struct Role {
  std::string account, name, path = "/", id;  // "AROA…"
  std::string description;
  int max_session_seconds = 3600;
  Time created;
  Tags tags;
  StoredPolicy trust;
  std::string boundary_arn;
  std::vector<InlinePolicy> inline_policies;
  std::vector<std::string> attached;
  std::string service_linked;  // the service's domain; empty: an ordinary role
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":role" + path + name; }
  std::string key() const { return NameKey(account, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("description", r.description);
    a("max_session", r.max_session_seconds), a("created", r.created), a("tags", r.tags);
    a.Policy("trust", r.trust, policy::DocumentKind::kTrust, "trust policy of " + r.name);
    a("boundary", r.boundary_arn), a("inline", r.inline_policies), a("attached", r.attached);
    a("service_linked", r.service_linked);
  }
};

struct PolicyVersion {
  int number = 1;  // "v1"
  StoredPolicy policy;
  Time created;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("number", r.number), a("created", r.created);
    a.Policy("text", r.policy, policy::DocumentKind::kIdentity, a.within());
  }
};

struct ManagedPolicy {
  std::string account;  // "aws": AWS's own
  std::string name, path = "/", id;
  std::string description;
  Time created, updated;
  Tags tags;
  int default_version = 1;
  int next_version = 2;
  std::vector<PolicyVersion> versions;  // ascending
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":policy" + path + name; }
  const PolicyVersion* Find(int number) const;
  // The version that applies.
  const PolicyVersion& current() const;
  std::string key() const { return arn(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("description", r.description);
    a("created", r.created), a("updated", r.updated), a("tags", r.tags), a("default", r.default_version);
    a("next", r.next_version);
    a.Within(r.arn());  // what denials call its versions
    a("versions", r.versions);
  }
};

struct InstanceProfile {
  std::string account, name, path = "/", id;  // "AIPA…"
  Time created;
  Tags tags;
  std::string role_name;  // empty: none
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":instance-profile" + path + name; }
  std::string key() const { return NameKey(account, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
    a("tags", r.tags), a("role", r.role_name);
  }
};

struct OidcProvider {
  std::string account;
  std::string url;  // without scheme: "host/path"
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  Tags tags;
  Time created;
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":oidc-provider/" + url; }
  std::string key() const { return arn(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("url", r.url), a("clients", r.client_ids), a("thumbprints", r.thumbprints);
    a("tags", r.tags), a("created", r.created);
  }
};

struct SamlProvider {
  std::string account, name;
  std::string metadata;  // the document as it was given
  Tags tags;
  Time created;
  std::string arn() const { return partition::OwnArn() + "iam::" + account + ":saml-provider/" + name; }
  std::string key() const { return arn(); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("name", r.name), a("metadata", r.metadata), a("tags", r.tags), a("created", r.created);
  }
};

// struct, its part of the store's keys, table of the snapshot: see records.h.
#define ROLECALL_IAM_RECORDS(ROW)                             \
  ROW(Account, "account", accounts)                           \
  ROW(User, "user", users)                                    \
  ROW(AccessKey, "access-key", access_keys)                   \
  ROW(Group, "group", groups)                                 \
  ROW(Role, "role", roles)                                    \
  ROW(ManagedPolicy, "policy", policies)                      \
  ROW(InstanceProfile, "instance-profile", instance_profiles) \
  ROW(OidcProvider, "oidc-provider", oidc_providers)          \
  ROW(SamlProvider, "saml-provider", saml_providers)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_IAM_RECORDS_H_
