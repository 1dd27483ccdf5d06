// Loading test files: those of a directory and of its folder for tests.
//
//   std::vector<TestFile> files = LoadTestFiles(file_system, ".", "tests", sources, diagnostics);
//
// *.tftest.hcl, *.tofutest.hcl and both with .json in place of .hcl; x.tofutest.hcl goes before x.tftest.hcl. Sorted by
// name. Everything that is wrong with the blocks themselves is reported in one run. Threads: one at a time.
#ifndef ROLECALL_ENGINE_TESTING_LOAD_TESTS_H_
#define ROLECALL_ENGINE_TESTING_LOAD_TESTS_H_

#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/testing/test_file.h"

namespace rolecall::engine {

inline constexpr const char* kDefaultTestDirectory = "tests";

// A folder for tests that is not there is no error; a warning if it is not the default one.
std::vector<TestFile> LoadTestFiles(const FileSystem& files, const std::string& directory,
                                    const std::string& test_directory, diag::SourceMap& sources,
                                    diag::Diagnostics& diagnostics);

// One file's text.
TestFile ReadTestFile(const std::string& name, std::string text, diag::Diagnostics& diagnostics);

// What can be said without a configuration: overrides of one target twice, expectations of what cannot fail.
void CheckTestFile(const TestFile& file, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_LOAD_TESTS_H_
