// The variables of a test's run: from its own block, the file's, then from outside.
//
//   RootVariables variables = TestVariablesOf(file, run, configuration, globals, runs, functions, diagnostics);
//
// A run's variables may use those of the file and from outside (`var`), and outputs of earlier runs (`run`). Pure.
#ifndef ROLECALL_ENGINE_TESTING_TEST_VARIABLES_H_
#define ROLECALL_ENGINE_TESTING_TEST_VARIABLES_H_

#include <map>
#include <string>

#include "diag/diagnostic.h"
#include "engine/config/variables.h"
#include "engine/state/state.h"
#include "engine/testing/test_file.h"
#include "functions/catalogue.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {

RootVariables TestVariablesOf(const TestFile& file, const TestRun& run, const Configuration& configuration,
                              const RootVariables& globals, const value::Value& runs,
                              const functions::Catalogue& functions, diag::Diagnostics& diagnostics);

// What expressions of a run that belong to no module may name: var, run and functions. `table` must outlive it.
hcl::Scope TestScope(const RootVariables& variables, const Configuration& configuration, const value::Value& runs,
                     const hcl::FunctionTable& table);

// The root outputs of a state, sensitive ones marked.
std::map<std::string, value::Value> OutputsOf(const State& state);
// What `run` is: the outputs of each run by its name.
value::Value RunOutputs(const std::map<std::string, std::map<std::string, value::Value>>& outputs);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_VARIABLES_H_
