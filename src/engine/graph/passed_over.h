// What a plan that is only looked at (PlanOptions::predicting) and the loading for it pass over: told by warnings with
// the code kPassedOver (engine/config/passed_over.h). Internal to the engine. Pure.
#ifndef ROLECALL_ENGINE_GRAPH_PASSED_OVER_H_
#define ROLECALL_ENGINE_GRAPH_PASSED_OVER_H_

#include "diag/diagnostic.h"
#include "engine/config/passed_over.h"

namespace rolecall::engine {

// Arguments and blocks that this program's schemas do not have: provider versions have more than we know.
inline void PassOverUnsupported(diag::Diagnostics& diagnostics) {
  for (diag::Diagnostic& one : diagnostics.list()) {
    if (one.code == "unsupported-argument" || one.code == "unsupported-block") PassOver(one);
  }
}

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_PASSED_OVER_H_
