// The RBAC objects that `who-can --paths` looks at: of manifests, and of a cluster.
//
//   ROLECALL_TRY(const access::Rbac rbac, ReadRbac(context, flags, cluster));   // -f, YAML beside --dir, -kubernetes
#ifndef ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_
#define ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_

#include "access/paths/rbac.h"
#include "cli/frame/cluster_flags.h"
#include "cli/identity/access_source.h"
#include "kube/client/api_client.h"

namespace rolecall::cli {

// Standard input has been read when this is called: it counts for service accounts only.
Result<void> ReadRbacFiles(CommandContext& context, const AccessFlags& flags, access::Rbac& rbac);

// Roles, bindings, service accounts and what pods run as. All but the last must be readable.
Result<void> ReadClusterRbac(kube::ApiClient& api, access::Rbac& rbac);

// Both, and joined: of the manifests, and of the cluster if one is given.
Result<access::Rbac> ReadRbac(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_
