// Passed over: what analysis (access/offline) leaves out where `plan` and `validate` refuse. It is a warning with the
// code kPassedOver then, which says what is not looked at. Pure.
#ifndef ROLECALL_ENGINE_CONFIG_PASSED_OVER_H_
#define ROLECALL_ENGINE_CONFIG_PASSED_OVER_H_

#include "diag/diagnostic.h"

namespace rolecall::engine {

inline constexpr const char* kPassedOver = "passed-over";

inline void PassOver(diag::Diagnostic& diagnostic) {
  diagnostic.severity = diag::Severity::kWarning;
  diagnostic.code = kPassedOver;
}

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_PASSED_OVER_H_
