// EKS's records: pod identity associations, access entries, and the tags of clusters (the clusters themselves are the
// operator's to name). Plain values, immutable once they are in a snapshot.
#ifndef ROLECALL_DIRECTORY_EKS_RECORDS_H_
#define ROLECALL_DIRECTORY_EKS_RECORDS_H_

#include <string>
#include <vector>

#include "base/clock.h"
#include "directory/keys.h"
#include "directory/tags.h"
#include "partition/own_partition.h"

namespace rolecall::directory {

struct ClusterTags {
  std::string account, region, name;
  Tags tags;

  std::string key() const { return SecretKey(account, region, name); }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("name", r.name), a("tags", r.tags);
  }
};

// A service account of a cluster has one at most: it is found by that.
struct PodIdentityAssociation {
  std::string account, region, cluster;
  std::string name_space, service_account;  // no "/" in either
  std::string id;                           // "a-" and 17 letters and digits
  std::string role_arn, target_role_arn;    // the second may be empty
  std::string external_id;                  // for the target role's trust policy; empty without a target
  std::string policy;                       // of the sessions; empty: none
  bool disable_session_tags = false;
  std::string client_token;  // of the call that made it
  Tags tags;
  Time created, modified;

  std::string arn() const {
    return partition::OwnArn() + "eks:" + region + ":" + account + ":podidentityassociation/" + cluster + "/" + id;
  }
  // Of a cluster's associations.
  static std::string Prefix(const std::string& account, const std::string& region, const std::string& cluster) {
    return account + "/" + region + "/" + cluster + "/";
  }
  std::string key() const { return Prefix(account, region, cluster) + name_space + "/" + service_account; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("cluster", r.cluster), a("namespace", r.name_space);
    a("service_account", r.service_account), a("id", r.id), a("role", r.role_arn), a("target", r.target_role_arn);
    a("external_id", r.external_id), a("policy", r.policy), a("no_tags", r.disable_session_tags);
    a("client_token", r.client_token), a("tags", r.tags), a("created", r.created), a("modified", r.modified);
  }
};

// An access policy of EKS that an access entry has, and where in the cluster.
struct AccessPolicyAssociation {
  std::string policy_arn;
  std::vector<std::string> namespaces;  // with "*"; none: the whole cluster
  Time associated, modified;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("policy", r.policy_arn), a("namespaces", r.namespaces), a("associated", r.associated), a("modified", r.modified);
  }
};

// Who a principal of IAM is in a cluster: one entry for each principal at most.
struct AccessEntry {
  std::string account, region, cluster;
  std::string principal_arn;  // as it was given: of a role (with its path), a user, or an account's root user
  // The principal's unique id when the entry was made (root: the account); empty: of an account that is not ours. One
  // of the same ARN with another id is somebody else, for whom the entry is not.
  std::string principal_id;
  std::string id;    // a UUID
  std::string type;  // "STANDARD", "EC2_LINUX" …
  std::string username;
  std::vector<std::string> groups;
  std::vector<AccessPolicyAssociation> policies;  // by ARN, ascending
  std::string client_token;                       // of the call that made it
  Tags tags;
  Time created, modified;

  // "role/ACCOUNT/NAME": what the ARN says of a principal, without its path. Empty for what is no ARN.
  static std::string PrincipalPart(const std::string& principal_arn) {
    std::size_t account_at = 0, resource_at = 0;
    for (int colons = 0; colons < 5; ++colons) {
      account_at = resource_at;
      resource_at = principal_arn.find(':', resource_at) + 1;
      if (resource_at == 0) return "";
    }
    const std::string resource = principal_arn.substr(resource_at);
    return resource.substr(0, resource.find('/')) + "/" +
           principal_arn.substr(account_at, resource_at - account_at - 1) + "/" +
           resource.substr(resource.rfind('/') + 1);
  }
  std::string arn() const {
    return partition::OwnArn() + "eks:" + region + ":" + account + ":access-entry/" + cluster + "/" +
           PrincipalPart(principal_arn) + "/" + id;
  }
  // Of a cluster's entries.
  static std::string Prefix(const std::string& account, const std::string& region, const std::string& cluster) {
    return account + "/" + region + "/" + cluster + "/";
  }
  std::string key() const { return Prefix(account, region, cluster) + principal_arn; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("region", r.region), a("cluster", r.cluster), a("principal", r.principal_arn);
    a("principal_id", r.principal_id), a("id", r.id), a("type", r.type), a("username", r.username);
    a("groups", r.groups), a("policies", r.policies), a("client_token", r.client_token), a("tags", r.tags);
    a("created", r.created), a("modified", r.modified);
  }
};

#define ROLECALL_EKS_RECORDS(ROW)                             \
  ROW(ClusterTags, "eks-cluster", cluster_tags)               \
  ROW(PodIdentityAssociation, "pod-identity", pod_identities) \
  ROW(AccessEntry, "access-entry", access_entries)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_EKS_RECORDS_H_
