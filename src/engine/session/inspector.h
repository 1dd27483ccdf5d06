// Inspector: walks that change and ask nothing: validation, and evaluation with the state's objects (console, backend
// arguments). Internal to the engine; Session is the way in.
#ifndef ROLECALL_ENGINE_SESSION_INSPECTOR_H_
#define ROLECALL_ENGINE_SESSION_INSPECTOR_H_

#include <memory>

#include "engine/session/session.h"

namespace rolecall::engine {

void Validate(const World& world, const Schemas& schemas, const Configuration& configuration,
              diag::Diagnostics& diagnostics);

// DOT; empty, with diagnostics, if the graph cannot be made.
std::string DescribeGraph(const World& world, const Schemas& schemas, const Configuration& configuration,
                          diag::Diagnostics& diagnostics);

std::unique_ptr<Session::Console> OpenConsole(const World& world, const Schemas& schemas,
                                              const Configuration& configuration, const RootVariables& variables,
                                              const State& state, const value::Value& extra,
                                              diag::Diagnostics& diagnostics);

value::Value BackendArguments(const World& world, const Schemas& schemas, const Configuration& configuration,
                              const RootVariables& variables, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_SESSION_INSPECTOR_H_
