// World: what the engine needs of what is around it. session.cc hands it to planning, apply and the inspector.
#ifndef ROLECALL_ENGINE_GRAPH_WORLD_H_
#define ROLECALL_ENGINE_GRAPH_WORLD_H_

#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

// What the engine needs of the world. All must outlive the session.
struct World {
  const FileSystem* files = nullptr;
  const Environment* environment = nullptr;
  const Clock* clock = nullptr;
  Random* random = nullptr;
  const ProviderCatalogue* providers = nullptr;
  std::string working_directory;      // absolute: path.cwd
  std::string workspace = "default";  // terraform.workspace
  std::string data_directory = ".terraform";
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_WORLD_H_
