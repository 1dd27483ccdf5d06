// What is said of plans that -target or -exclude, or a test's options, keep to a part of the configuration. Pure.
#ifndef ROLECALL_ENGINE_PLAN_PARTIAL_WARNINGS_H_
#define ROLECALL_ENGINE_PLAN_PARTIAL_WARNINGS_H_

#include "diag/diagnostic.h"

namespace rolecall::engine {

void WarnOfPartialPlan(diag::Diagnostics& diagnostics);
// Of one that was applied.
void WarnOfPartialApply(diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_PARTIAL_WARNINGS_H_
