// The kubernetes backend: a Secret a workspace, its state compressed; the lock is a Lease beside it.
//
//   Secret tfstate-WORKSPACE-SUFFIX: data.tfstate (gzip), labels tfstate, tfstateSecretSuffix, tfstateWorkspace
//   Lease  lock-tfstate-WORKSPACE-SUFFIX: spec.holderIdentity is the lock's id, its description an annotation
//
// What is changed is sent with the version that was read: who comes second is told, and nobody's lock is overwritten. A
// Secret holds about 1 MiB. Needs get, list, create, update and delete of Secrets and Leases in the namespace.
#ifndef ROLECALL_ENGINE_BACKEND_KUBERNETES_H_
#define ROLECALL_ENGINE_BACKEND_KUBERNETES_H_

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"
#include "kube/client/api_client.h"

namespace rolecall::engine {

struct KubernetesBackendOptions {
  std::string suffix;
  std::string namespace_name = "default";
  std::map<std::string, std::string> labels;  // beside ours
};

class KubernetesBackend final : public Backend {
 public:
  KubernetesBackend(KubernetesBackendOptions options, std::unique_ptr<kube::ApiClient> api)
      : options_(std::move(options)), api_(std::move(api)) {}

  std::string type() const override { return "kubernetes"; }
  bool is_remote() const override { return true; }
  Result<std::vector<std::string>> Workspaces() override;
  Result<void> DeleteWorkspace(const std::string& workspace) override;
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return true; }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override;
  Result<void> Unlock(const std::string& workspace, const std::string& id) override;

 private:
  using Object = boost::json::value;

  // kInvalidArgument: it cannot be the name of a Secret.
  Result<std::string> SecretName(const std::string& workspace) const;
  Object NewObject(const std::string& api, const std::string& kind, const std::string& name,
                   const std::string& workspace) const;
  // Nothing: there is none.
  Result<std::optional<Object>> Find(const std::string& path);
  Result<void> Put(const std::string& path, const Object& object, const std::string& doing);
  Result<void> Delete(const std::string& path);
  LockAttempt HeldBy(const Object& lease, const LockInfo& info) const;
  std::string SecretPath(const std::string& name = "") const;
  std::string LeasePath(const std::string& name = "") const;

  const KubernetesBackendOptions options_;
  std::unique_ptr<kube::ApiClient> api_;
};

std::unique_ptr<Backend> MakeKubernetesBackend(const BackendConfig& config, const BackendContext& context,
                                               diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_KUBERNETES_H_
