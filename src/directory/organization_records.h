// Organizations: their tree of units and accounts, and the policies attached to it. Plain values, immutable once they
// are in a snapshot; what they mean for requests is made of them once a change (guardrails.h).
#ifndef ROLECALL_DIRECTORY_ORGANIZATION_RECORDS_H_
#define ROLECALL_DIRECTORY_ORGANIZATION_RECORDS_H_

#include <string>
#include <vector>

#include "base/clock.h"
#include "directory/stored_policy.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

namespace rolecall::directory {

// An organization with its root.
struct Organization {
  std::string id;       // "o-a1b2c3d4e5"
  std::string account;  // the management account
  std::string root_id;  // "r-ab12"
  std::string email;
  bool all_features = true;               // false: consolidated billing
  std::vector<std::string> policy_types;  // that are enabled: "SERVICE_CONTROL_POLICY"
  std::vector<std::string> attached;      // ids of policies, to the root
  Tags root_tags;
  Time created;
  std::vector<std::string> iam_features;  // centralized root access: "RootCredentialsManagement", "RootSessions"

  std::string arn() const { return partition::OwnArn() + "organizations::" + account + ":organization/" + id; }
  std::string root_arn() const {
    return partition::OwnArn() + "organizations::" + account + ":root/" + id + "/" + root_id;
  }
  const std::string& key() const { return id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("id", r.id), a("account", r.account), a("root", r.root_id), a("email", r.email), a("all", r.all_features);
    a("types", r.policy_types), a("attached", r.attached), a("root_tags", r.root_tags), a("created", r.created);
    a("iam_features", r.iam_features);
  }
};

struct OrganizationalUnit {
  std::string organization, id;  // "o-…", "ou-ab12-11111111"
  std::string parent, name;      // the root's or a unit's id
  std::vector<std::string> attached;
  Tags tags;

  std::string key() const { return organization + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("organization", r.organization), a("id", r.id), a("parent", r.parent), a("name", r.name);
    a("attached", r.attached), a("tags", r.tags);
  }
};

// An account's place in its organization.
struct MemberAccount {
  std::string account, organization, parent, name, email;
  bool invited = false;    // else it was created in the organization
  bool suspended = false;  // closed
  std::vector<std::string> attached;
  Tags tags;
  Time joined;

  const std::string& key() const { return account; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("organization", r.organization), a("parent", r.parent), a("name", r.name);
    a("email", r.email), a("invited", r.invited), a("suspended", r.suspended), a("attached", r.attached);
    a("tags", r.tags), a("joined", r.joined);
  }
};

// A service or resource control policy. AWS's own (FullAWSAccess, RCPFullAWSAccess) are no records.
struct OrganizationPolicy {
  std::string organization, account;  // the management account
  std::string id;                     // "p-a1b2c3d4"
  bool controls_resources = false;    // RESOURCE_CONTROL_POLICY; else SERVICE_CONTROL_POLICY
  std::string name, description;
  StoredPolicy content;
  Tags tags;

  std::string arn() const {
    return partition::OwnArn() + "organizations::" + account + ":policy/" + organization +
           (controls_resources ? "/resource_control_policy/" : "/service_control_policy/") + id;
  }
  std::string key() const { return organization + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("organization", r.organization), a("account", r.account), a("id", r.id), a("resources", r.controls_resources);
    a("name", r.name), a("description", r.description), a("tags", r.tags);
    a.Policy("content", r.content, r.controls_resources ? policy::DocumentKind::kRcp : policy::DocumentKind::kScp,
             r.arn());
  }
};

// What became of a CreateAccount.
struct AccountCreation {
  std::string organization, id;  // "car-…"
  std::string name, account;     // no account: it failed
  std::string failure;           // "EMAIL_ALREADY_EXISTS"
  Time requested;

  std::string key() const { return organization + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("organization", r.organization), a("id", r.id), a("name", r.name), a("account", r.account);
    a("failure", r.failure), a("requested", r.requested);
  }
};

#define ROLECALL_ORGANIZATION_RECORDS(ROW)                              \
  ROW(Organization, "organization", organizations)                      \
  ROW(OrganizationalUnit, "organizational-unit", organizational_units)  \
  ROW(MemberAccount, "member-account", member_accounts)                 \
  ROW(OrganizationPolicy, "organization-policy", organization_policies) \
  ROW(AccountCreation, "account-creation", account_creations)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_ORGANIZATION_RECORDS_H_
