// EKS's records: pod identity associations, and the tags of clusters (the clusters themselves are the operator's to
// name). Plain values, immutable once they are in a snapshot.
#ifndef ROLECALL_DIRECTORY_EKS_RECORDS_H_
#define ROLECALL_DIRECTORY_EKS_RECORDS_H_

#include <string>

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

#define ROLECALL_EKS_RECORDS(ROW)               \
  ROW(ClusterTags, "eks-cluster", cluster_tags) \
  ROW(PodIdentityAssociation, "pod-identity", pod_identities)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_EKS_RECORDS_H_
