// Both sides of the chain joined: beside who may do something (who_can.h), who in the account can escalate to them, and
// who in the cluster can become their service accounts.
//
//   const JoinedPaths joined = JoinPaths(answer, model, rbac, region);
//   std::cout << ToText(joined);
//
// Of openings that let in several service accounts those count that the model or the cluster's objects name. Pure.
#ifndef ROLECALL_ACCESS_PATHS_JOINED_PATHS_H_
#define ROLECALL_ACCESS_PATHS_JOINED_PATHS_H_

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "access/paths/account_paths.h"
#include "access/paths/cluster_paths.h"
#include "access/who_can/who_can.h"

namespace rolecall::access {

struct JoinedPaths {
  struct AccountRole {
    std::string account, role;  // "apps/web" gets in as this role
    std::vector<Takeover> takeovers;
  };
  std::vector<AccountRole> cluster;
  Escalations account;
  std::vector<std::string> notes;
};

JoinedPaths JoinPaths(const WhoCanAnswer& answer, const IdentityModel& model, const Rbac& rbac,
                      const std::string& region);

// Who can become one service account in the cluster, for a picture: {"account","known","takeovers":[{"who","steps":
// [{"method","means","by","into"}]}],"notes":[…]}. Not `known`: no RBAC object was read.
std::string TakeoversJson(const kube::ServiceAccountName& account, const Rbac& rbac);

std::string ToText(const JoinedPaths& paths);
// Members "cluster" and "account", for the answer's own object.
void AddJson(const JoinedPaths& paths, boost::json::object& whole);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_PATHS_JOINED_PATHS_H_
