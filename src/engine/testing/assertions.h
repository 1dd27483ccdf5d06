// The assertions of a test's run, held against what was planned or made.
//
//   TestStatus status = CheckAssertions(run, configuration, evaluator, runs, diagnostics);
//
// They see the root module's names as from inside, its outputs as `output`, and earlier runs as `run`. kFail: a
// condition is false; kError: one cannot be evaluated, or is not known yet. Pure.
#ifndef ROLECALL_ENGINE_TESTING_ASSERTIONS_H_
#define ROLECALL_ENGINE_TESTING_ASSERTIONS_H_

#include "diag/diagnostic.h"
#include "engine/config/evaluator.h"
#include "engine/testing/test_result.h"

namespace rolecall::engine {

TestStatus CheckAssertions(const TestRun& run, const Configuration& configuration, const Evaluator& evaluator,
                           const value::Value& runs, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_ASSERTIONS_H_
