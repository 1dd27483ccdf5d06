// The provider hashicorp/kubernetes (2.x and 3.x), as far as identities need it: service accounts, namespaces, secrets,
// and the annotations and labels of objects that others made; and as data sources service accounts, namespaces, secrets
// and config maps. Every other type is the real provider's (docs/PROVIDERS.md).
//
//   std::unique_ptr<engine::Provider> provider = MakeKubernetesProvider({environment, files, clock, sleeper});
//
// Nothing is sent before the first call that needs the cluster: a plan of what is new asks nobody. Threads: as
// engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_PROVIDER_H_
#define ROLECALL_PROVIDERS_KUBERNETES_PROVIDER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::kubernetes {

inline constexpr const char* kSource = "hashicorp/kubernetes";

// All must outlive the provider.
struct Dependencies {
  const Environment& environment;
  const FileSystem& files;
  const Clock& clock;
  std::function<void(std::chrono::milliseconds)> sleep;
};

// `version`: which one it stands for ("2.38.0"; empty: the newest); since 3.0.0 types without `_v1` are deprecated.
std::unique_ptr<engine::Provider> MakeKubernetesProvider(Dependencies dependencies, const std::string& version = "");

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_PROVIDER_H_
