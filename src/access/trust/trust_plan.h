// One role for service accounts of many clusters: the trust policies that it needs, and how far they are from the
// quota of a trust policy's length (2,048 characters without white space when it was not raised; AWS has documented
// 4,096 as the highest, and given 8,192).
//
//   ROLECALL_TRY(const TrustPlan plan, PlanTrust({.account = "111122223333", .role = "app", .clusters = …}));
//   plan.roles.front().document, plan.roles.front().left
//
// Each cluster's issuer is a provider and a statement of its own: the keys of a condition name the issuer, so that one
// statement cannot be for two. What does not fit one role is laid into several, each cluster as a whole where that is
// possible; the policies together trust exactly who was named, from the cluster that was named. Beside that: what the
// same would take with one issuer for all clusters, and with EKS Pod Identity. Pure.
// Errors: kInvalidArgument (a name, an issuer, a cluster that is not there), kResourceExhausted (one service account
// alone does not fit; more than kMostTrustSubjects).
#ifndef ROLECALL_ACCESS_TRUST_TRUST_PLAN_H_
#define ROLECALL_ACCESS_TRUST_TRUST_PLAN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::access {

inline constexpr std::size_t kMostTrustSubjects = 10000;
inline constexpr std::size_t kHighestTrustQuota = 8192;
// OIDC providers of an account, by default.
inline constexpr std::size_t kProvidersQuota = 100;

struct TrustCluster {
  std::string name;
  std::string issuer;  // https://…
};

struct TrustSubject {
  std::string name_space, name;
  std::vector<std::string> clusters;  // empty: all of them
};

struct TrustRequest {
  std::string account;
  std::string partition = "aws";
  std::string role;
  std::string audience = "sts.amazonaws.com";
  std::size_t quota = 2048;
  std::vector<TrustCluster> clusters;
  std::vector<TrustSubject> subjects;
};

struct PlannedRole {
  std::string name;
  std::string document;               // on one line
  std::size_t size = 0, left = 0;     // characters as the quota counts them
  std::vector<std::string> clusters;  // whose service accounts it is for
  // Of each cluster of `clusters`: NAMESPACE/NAME.
  std::vector<std::vector<std::string>> subjects;
};

struct TrustPlan {
  std::size_t whole_size = 0;  // of one policy for all, whether it fits or not
  std::vector<PlannedRole> roles;
  // How many more clusters, each with as much as the largest that there is, fit the last role; 0 if it is full.
  std::size_t more_clusters = 0;
  std::size_t shared_size = 0;        // with one issuer (the first) for all clusters
  std::size_t pod_identity_size = 0;  // with EKS Pod Identity, whatever the number of clusters
  std::size_t providers = 0;          // OIDC providers that the account must have
  std::vector<std::string> warnings;  // sentences
};

Result<TrustPlan> PlanTrust(const TrustRequest& request);

// The same document over several lines, indented by two spaces.
std::string IndentedDocument(const std::string& document);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_TRUST_TRUST_PLAN_H_
