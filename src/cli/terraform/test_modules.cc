#include "cli/terraform/test_modules.h"

#include "engine/modules/test_module.h"
#include "engine/testing/load_tests.h"

namespace rolecall::cli {
namespace {

std::optional<std::string> Locate(Operation& operation, const engine::TestFile& file, const engine::TestRun& run,
                                  diag::Diagnostics& diagnostics) {
  return engine::LocateTestModule(operation.context().files, operation.configuration(), operation.data_directory(),
                                  {file.name, run.name, run.module->source, run.module->version, run.module->range},
                                  operation.installer(), diagnostics);
}

std::vector<engine::TestFile> LoadFiles(Operation& operation, const std::string& test_directory) {
  diag::SourceMap sources;
  std::vector<engine::TestFile> files =
      engine::LoadTestFiles(operation.context().files, ".", test_directory, sources, operation.diagnostics());
  operation.AddSources(sources);
  return files;
}

}  // namespace

std::unique_ptr<engine::Configuration> LoadForRun(Operation& operation, const engine::TestFile& file,
                                                  const engine::TestRun& run, diag::Diagnostics& diagnostics) {
  std::string directory = ".";
  if (run.module) {
    const std::optional<std::string> module = Locate(operation, file, run, diagnostics);
    if (!module) return nullptr;
    directory = *module;
  }
  return operation.LoadAside(directory, diagnostics);
}

void FetchTestModules(Operation& operation, const std::string& test_directory) {
  for (const engine::TestFile& file : LoadFiles(operation, test_directory)) {
    for (const engine::TestRun& run : file.runs) {
      if (run.module) Locate(operation, file, run, operation.diagnostics());
    }
  }
}

void CheckTestFiles(Operation& operation, const std::string& test_directory) {
  for (const engine::TestFile& file : LoadFiles(operation, test_directory)) {
    engine::CheckTestFile(file, operation.diagnostics());
  }
}

}  // namespace rolecall::cli
