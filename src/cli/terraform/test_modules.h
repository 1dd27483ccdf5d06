// The configurations that tests run: the directory's own, or the module that a run names.
//
//   std::unique_ptr<engine::Configuration> configuration = LoadForRun(operation, file, run, diagnostics);
//   FetchTestModules(operation, "tests", installer);        // `init`
#ifndef ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_
#define ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/operation/operation.h"
#include "engine/testing/test_file.h"

namespace rolecall::cli {

// Null with errors.
std::unique_ptr<engine::Configuration> LoadForRun(Operation& operation, const engine::TestFile& file,
                                                  const engine::TestRun& run, diag::Diagnostics& diagnostics);

// The test files of the working directory and of `test_directory`.
std::vector<engine::TestFile> ReadTestFiles(Operation& operation, const std::string& test_directory);
// Whether a run of the test files names a module; what is wrong with the files goes to the operation's diagnostics, as
// with the following.
bool NamesTestModules(Operation& operation, const std::string& test_directory);
using TestConfigurations = std::map<const engine::TestRun*, std::unique_ptr<engine::Configuration>>;
// Reads the test files, gets the modules that their runs name, and holds their providers against the configurations'.
// What was gotten; the keys mean nothing.
TestConfigurations FetchTestModules(Operation& operation, const std::string& test_directory);
// Reads the test files and checks them, without running anything. The local modules that their runs name, each once.
std::vector<std::unique_ptr<engine::Configuration>> CheckTestFiles(Operation& operation,
                                                                   const std::string& test_directory);
// Whether the providers of test files are those that the configurations of their runs want.
TestConfigurations CheckProvidersOfTests(Operation& operation, const std::vector<engine::TestFile>& files);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_TEST_MODULES_H_
