// Whether the provider blocks of a test file configure the providers that its runs want.
//
//   CheckTestProviders(file, configuration, module_of, diagnostics);   // `validate`, `init`, `test`
//
// A block of a test has no source: it gets that of the first run that uses it. A later run that would have it be
// another provider is told, in OpenTofu's words. Threads: one; everything is only read.
#ifndef ROLECALL_ENGINE_TESTING_TEST_PROVIDERS_H_
#define ROLECALL_ENGINE_TESTING_TEST_PROVIDERS_H_

#include <functional>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/testing/test_file.h"

namespace rolecall::engine {

// The configuration of a run that is about another module; null: it could not be read.
using RunModules = std::function<const Configuration*(const TestRun&)>;

void CheckTestProviders(const TestFile& file, const Configuration& configuration, const RunModules& module_of,
                        diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_PROVIDERS_H_
