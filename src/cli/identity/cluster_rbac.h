// The RBAC objects that `who-can --paths` looks at: of manifests, and of a cluster.
//
//   access::Rbac rbac;
//   ROLECALL_RETURN_IF_ERROR(ReadRbacFiles(context, flags, rbac));       // -f, and YAML beside --dir
//   ROLECALL_RETURN_IF_ERROR(ReadClusterRbac(*api, rbac));
//   rbac.Finish();
#ifndef ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_
#define ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_

#include "access/paths/rbac.h"
#include "cli/identity/access_source.h"
#include "kube/client/api_client.h"

namespace rolecall::cli {

// Standard input has been read when this is called: it counts for service accounts only.
Result<void> ReadRbacFiles(CommandContext& context, const AccessFlags& flags, access::Rbac& rbac);

// Roles, bindings, service accounts and what pods run as. All but the last must be readable.
Result<void> ReadClusterRbac(kube::ApiClient& api, access::Rbac& rbac);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_CLUSTER_RBAC_H_
