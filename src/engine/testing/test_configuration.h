// A configuration as a test's run wants it: with the test's providers, mocks, overrides and variables.
//
//   // of a configuration that is loaded for this run alone:
//   PrepareForRun(file, run, TestScope(variables, runs, table), *configuration, diagnostics);
//
// Pure; the test file must outlive the configuration.
#ifndef ROLECALL_ENGINE_TESTING_TEST_CONFIGURATION_H_
#define ROLECALL_ENGINE_TESTING_TEST_CONFIGURATION_H_

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/testing/test_file.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {

// `scope`: what for_each of the test's providers may name.
void PrepareForRun(const TestFile& file, const TestRun& run, const hcl::Scope& scope, Configuration& configuration,
                   diag::Diagnostics& diagnostics);

// Reports overrides of one target that are written twice, and expectations of what cannot fail.
void CheckRun(const TestRun& run, diag::Diagnostics& diagnostics);
void CheckOverrides(const Overrides& overrides, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_CONFIGURATION_H_
