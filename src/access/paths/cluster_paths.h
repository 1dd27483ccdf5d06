// Who in a cluster can become a service account, by what its RBAC lets them do: the graph of takeovers, walked from the
// service account backwards.
//
//   ClusterPaths paths(rbac);
//   for (const Takeover& takeover : paths.To({"apps", "web"})) …
//       // Group deployers  -create-deployment→  ServiceAccount apps/web   (RoleBinding apps/deployers)
//
// The ways are data/cluster-escalations.tsv. A takeover has the shortest chain only: who can become somebody who can
// become the target. Bounded: chains of at most kLongestTakeover steps. Pure; `rbac` must outlive it.
#ifndef ROLECALL_ACCESS_PATHS_CLUSTER_PATHS_H_
#define ROLECALL_ACCESS_PATHS_CLUSTER_PATHS_H_

#include <string>
#include <vector>

#include "access/paths/rbac.h"

namespace rolecall::access {

inline constexpr std::size_t kLongestTakeover = 5;

struct TakeoverStep {
  std::string method;  // "create-pod", "impersonate"
  std::string means;   // "makes a pod that runs as it"
  std::string by;      // the binding that allows it
  std::string into;    // whom the step makes of its holder: "ServiceAccount apps/web"
};

struct Takeover {
  std::string who;                  // "Group deployers"
  std::vector<TakeoverStep> steps;  // the last is into the target
};

class ClusterPaths {
 public:
  explicit ClusterPaths(const Rbac& rbac) : rbac_(rbac) {}
  // By the number of steps, then by name.
  std::vector<Takeover> To(const kube::ServiceAccountName& target) const;

 private:
  const Rbac& rbac_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_PATHS_CLUSTER_PATHS_H_
