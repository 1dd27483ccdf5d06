// Where the module of a test's run lies.
//
//   auto directory = LocateTestModule(files, configuration, {"tests/main.tftest.hcl", "setup", "./setup", "", range},
//   …);
//
// Nothing, with a diagnostic: it is not installed. With an installer it is gotten if need be. Its key in the manifest
// is "test.tests.main.setup", as OpenTofu has it. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_TEST_MODULE_H_
#define ROLECALL_ENGINE_MODULES_TEST_MODULE_H_

#include <optional>
#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/modules/install.h"

namespace rolecall::engine {

struct TestModuleCall {
  std::string file, run;
  std::string source, version;
  diag::Range range;
};

// `installer` may be null. `data_directory` is the one of the directory itself.
std::optional<std::string> LocateTestModule(const FileSystem& files, const Configuration& configuration,
                                            const std::string& data_directory, const TestModuleCall& given,
                                            ModuleInstaller* installer, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_TEST_MODULE_H_
