// EngineContext: what the engine needs of what is around it: files, environment, clock, randomness, and the providers.
//
//   EngineContext context{.files = &files, .environment = &environment, .clock = &clock, …};
//   Engine engine(context);
//
// The engine hands it on to validation, planning, apply and console. Only what is in here is real: a test gives fakes,
// and nothing else touches the machine. Plain pointers, all of them set; what they point to outlives the engine and
// may be used by any thread.
#ifndef ROLECALL_ENGINE_GRAPH_ENGINE_CONTEXT_H_
#define ROLECALL_ENGINE_GRAPH_ENGINE_CONTEXT_H_

#include <map>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "engine/provider/provider.h"
#include "value/function.h"
#include "value/value.h"

namespace rolecall::engine {

struct EngineContext {
  const FileSystem* files = nullptr;
  const Environment* environment = nullptr;
  const Clock* clock = nullptr;
  Random* random = nullptr;
  const ProviderCatalogue* providers = nullptr;
  // Functions of providers by the names that are written ("provider::aws::arn_parse"); null: there are none.
  const std::map<std::string, value::Function>* provider_functions = nullptr;
  // Further root names for every expression (an object), such as `run` in tests; null: none.
  value::Value extra_names;
  std::string working_directory;      // absolute: path.cwd
  std::string workspace = "default";  // terraform.workspace
  std::string data_directory = ".terraform";
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_ENGINE_CONTEXT_H_
