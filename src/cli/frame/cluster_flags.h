// The flags of commands that ask a Kubernetes cluster, named as kubectl's are.
//
//   ClusterFlags cluster;  …  cluster.Declare(flags, "…");
//   if (cluster.given) { ROLECALL_TRY(std::unique_ptr<kube::ApiClient> api, cluster.Connect(context)); … }
//
// Nothing is asked by connecting. `-context` alone also means a cluster.
#ifndef ROLECALL_CLI_FRAME_CLUSTER_FLAGS_H_
#define ROLECALL_CLI_FRAME_CLUSTER_FLAGS_H_

#include <memory>
#include <string>

#include "base/result.h"
#include "cli/frame/command.h"
#include "cli/frame/flags.h"
#include "kube/client/api_client.h"

namespace rolecall::cli {

struct ClusterFlags {
  bool given = false;
  std::string kubeconfig, context_name;

  // `what`: what -kubernetes does here, for the help.
  void Declare(Flags& flags, const std::string& what);
  Result<std::unique_ptr<kube::ApiClient>> Connect(CommandContext& context) const;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_CLUSTER_FLAGS_H_
