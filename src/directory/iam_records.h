// IAM's records: plain values, immutable once they are in a snapshot. Names keep the case in which they were made
// and are unique ignoring case.
#ifndef ROLECALL_DIRECTORY_IAM_RECORDS_H_
#define ROLECALL_DIRECTORY_IAM_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "directory/common_records.h"

namespace rolecall::directory {

struct PasswordPolicy {
  int minimum_length = 6;
  bool require_symbols = false, require_numbers = false, require_uppercase = false, require_lowercase = false;
  bool allow_users_to_change = false, hard_expiry = false;
  int max_age_days = 0, reuse_prevention = 0;
};

struct Account {
  std::string id;  // twelve digits
  std::vector<std::string> aliases;
  std::optional<PasswordPolicy> password_policy;
  std::vector<std::string> root_access_key_ids;
  Time created;
};

struct LoginProfile {
  std::string password_hash;  // salted; never shown
  bool reset_required = false;
  Time created;
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
  std::string arn() const { return "arn:aws:iam::" + account + ":user" + path + name; }
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
};

struct Group {
  std::string account, name, path = "/", id;  // "AGPA…"
  Time created;
  std::vector<InlinePolicy> inline_policies;
  std::vector<std::string> attached;
  std::string arn() const { return "arn:aws:iam::" + account + ":group" + path + name; }
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
  std::string arn() const { return "arn:aws:iam::" + account + ":role" + path + name; }
};

struct PolicyVersion {
  int number = 1;  // "v1"
  StoredPolicy policy;
  Time created;
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
  std::string arn() const { return "arn:aws:iam::" + account + ":policy" + path + name; }
  const PolicyVersion* Find(int number) const;
  // The version that applies.
  const PolicyVersion& current() const;
};

struct InstanceProfile {
  std::string account, name, path = "/", id;  // "AIPA…"
  Time created;
  Tags tags;
  std::string role_name;  // empty: none
  std::string arn() const { return "arn:aws:iam::" + account + ":instance-profile" + path + name; }
};

struct OidcProvider {
  std::string account;
  std::string url;  // without scheme: "host/path"
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  Tags tags;
  Time created;
  std::string arn() const { return "arn:aws:iam::" + account + ":oidc-provider/" + url; }
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_IAM_RECORDS_H_
