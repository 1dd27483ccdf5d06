// The provider block: its schema, its checks, and how the cluster is reached that it means.
//
// Arguments go before their variables (KUBE_HOST, KUBE_TOKEN, KUBE_CONFIG_PATH …), both over what a kubeconfig says, as
// client-go merges overrides. KUBECONFIG and ~/.kube/config are not looked at, in a pod its service account is. Errors:
// kInvalidArgument, kNotFound, in client-go's words (kube/client/cluster_access.h); no message holds a secret.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_CONFIGURATION_H_
#define ROLECALL_PROVIDERS_KUBERNETES_CONFIGURATION_H_

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"
#include "kube/client/cluster_access.h"
#include "providers/framework/object.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers::kubernetes {

engine::BlockSchema ConfigurationSchema();
void CheckConfiguration(const Object& config, Problems& problems);

Result<kube::ClusterAccess> AccessOf(const Object& config, const Environment& environment, const FileSystem& files);

// Regular expressions (RE2, as Go's) of keys that are never read into a state.
struct IgnoredKeys {
  std::vector<std::string> annotations, labels;
};

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_CONFIGURATION_H_
