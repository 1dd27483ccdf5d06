#include "cli/frame/cluster_flags.h"

#include <thread>

#include "kube/client/cluster_access.h"

namespace rolecall::cli {

void ClusterFlags::Declare(Flags& flags, const std::string& what) {
  flags.OptionalText("kubernetes", "KUBECONFIG", &given, &kubeconfig,
                     what + " [KUBECONFIG, ~/.kube/config, in-cluster]");
  flags.Custom(
      "context", "NAME",
      [this](const std::string& text) -> Result<void> {
        given = true;
        context_name = text;
        return {};
      },
      "The kubeconfig's context [its current one]");
}

Result<std::unique_ptr<kube::ApiClient>> ClusterFlags::Connect(CommandContext& context) const {
  ROLECALL_TRY(kube::ClusterAccess access, kube::FindCluster({.kubeconfig = kubeconfig, .context = context_name},
                                                             context.environment, context.files));
  return std::make_unique<kube::ApiClient>(
      std::move(access),
      kube::ApiDependencies{context.environment, context.files, context.clock,
                            [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }});
}

}  // namespace rolecall::cli
