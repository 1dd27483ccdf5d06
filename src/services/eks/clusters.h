// Clusters: the operator names them (serve --cluster); nobody makes one by a call. A plain value, made once.
#ifndef ROLECALL_SERVICES_EKS_CLUSTERS_H_
#define ROLECALL_SERVICES_EKS_CLUSTERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "partition/own_partition.h"

namespace rolecall::services::eks {

struct Cluster {
  std::string name;
  std::string issuer;                 // of its service accounts' tokens: "https://…"
  std::string endpoint;               // of its API server; may be empty
  std::string certificate_authority;  // PEM in base64; may be empty
  std::string version;                // "1.33"; may be empty
};

// All are the plane's own account's, in its own region.
struct Clusters {
  std::string account, region;
  std::vector<Cluster> list;

  // Null: there is none of that name.
  const Cluster* Find(std::string_view name) const {
    for (const Cluster& cluster : list) {
      if (cluster.name == name) return &cluster;
    }
    return nullptr;
  }
  std::string ArnOf(std::string_view name) const {
    return partition::OwnArn() + "eks:" + region + ":" + account + ":cluster/" + std::string(name);
  }
};

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_CLUSTERS_H_
