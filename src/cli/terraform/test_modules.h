// The configurations that tests run: the directory's own, or the module that a run names.
//
//   std::unique_ptr<engine::Configuration> configuration = LoadForRun(operation, file, run, diagnostics);
//   FetchTestModules(operation, "tests", installer);        // `init`
#ifndef ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_
#define ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_

#include <memory>
#include <string>

#include "cli/operation/operation.h"
#include "engine/testing/test_file.h"

namespace rolecall::cli {

// Null with errors.
std::unique_ptr<engine::Configuration> LoadForRun(Operation& operation, const engine::TestFile& file,
                                                  const engine::TestRun& run, diag::Diagnostics& diagnostics);

// Reads the test files and gets the modules that their runs name; what is wrong with either goes to the operation's
// diagnostics.
void FetchTestModules(Operation& operation, const std::string& test_directory);
// Reads the test files and checks them, without running anything.
void CheckTestFiles(Operation& operation, const std::string& test_directory);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_
