// Engine: the engine's front door, one call for each thing that a command does.
//
//   engine::Engine engine(context);
//   auto configuration = engine.Load(".", diagnostics);
//   RootVariables variables = CollectVariables(*configuration, …);
//   Plan plan = engine.MakePlan(*configuration, variables, state, options, diagnostics);
//   ApplyResult result = engine.Apply(*configuration, plan, apply_options, diagnostics);
//
// The engine owns the provider instances that schemas come from. Nothing is printed: progress goes to the UiHook,
// complaints to the diagnostics. Errors of one object do not stop what does not depend on it.
// Threads: one call at a time; calls use threads of their own (PlanOptions::parallelism) and join them.
// Interrupt::Raise() may be called from any thread, also from a signal handler.
#ifndef ROLECALL_ENGINE_ENTRY_ENGINE_H_
#define ROLECALL_ENGINE_ENTRY_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/backend/backend.h"
#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/encryption/encryption.h"
#include "engine/entry/console.h"
#include "engine/graph/engine_context.h"
#include "engine/modules/load.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/provider/provider.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

class Engine {
 public:
  explicit Engine(EngineContext context);
  ~Engine();

  // Null only if the directory cannot be read.
  std::unique_ptr<Configuration> Load(const std::string& directory, diag::Diagnostics& diagnostics);
  // The same; data_directory and workspace of the options are the context's.
  std::unique_ptr<Configuration> Load(const std::string& directory, LoadOptions options,
                                      diag::Diagnostics& diagnostics);
  // Everything that can be checked without state, variables and network.
  void Validate(const Configuration& configuration, diag::Diagnostics& diagnostics);
  // What depends on what, in the DOT language; empty with diagnostics if the configuration is wrong.
  std::string DescribeGraph(const Configuration& configuration, diag::Diagnostics& diagnostics);
  // The backend block's arguments as an object (nested blocks: an object, or a list if repeated). Variables and
  // locals that are known beforehand may be used. Empty object without a block.
  value::Value BackendArguments(const Configuration& configuration, const RootVariables& variables,
                                diag::Diagnostics& diagnostics);
  // How states and plans are encrypted, by the root module and TF_ENCRYPTION of the context's environment. Null: they
  // are not, or (with diagnostics) what is asked for cannot be done: nothing may be read or written then.
  std::unique_ptr<Encryption> MakeEncryption(const Configuration& configuration, const RootVariables& variables,
                                             const BackendContext& backend, diag::Diagnostics& diagnostics);
  // With errors the plan is as far as it got, and `errored`.
  Plan MakePlan(const Configuration& configuration, const RootVariables& variables, const State& state,
                const PlanOptions& options, diag::Diagnostics& diagnostics);
  // The variables are those of the plan.
  ApplyResult Apply(const Configuration& configuration, const Plan& plan, const ApplyOptions& options,
                    diag::Diagnostics& diagnostics);
  // Brings one existing object under `address`, which must be in the configuration and not in the state.
  State Import(const Configuration& configuration, const RootVariables& variables, const State& state,
               const ResourceAddress& address, const std::string& id, const PlanOptions& options,
               diag::Diagnostics& diagnostics);
  // Evaluates expressions as `console` does: in the root module, with resources as the state has them. `extra`
  // adds root names (an object); the value may carry marks.
  using Console = engine::Console;
  std::unique_ptr<Console> OpenConsole(const Configuration& configuration, const RootVariables& variables,
                                       const State& state, const value::Value& extra, diag::Diagnostics& diagnostics);

  const Schemas& schemas() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_ENGINE_H_
