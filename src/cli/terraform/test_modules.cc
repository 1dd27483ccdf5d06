#include "cli/terraform/test_modules.h"

#include <algorithm>
#include <utility>

#include "engine/modules/test_module.h"
#include "engine/testing/load_tests.h"
#include "engine/testing/test_providers.h"

namespace rolecall::cli {
namespace {

std::optional<std::string> Locate(Operation& operation, const engine::TestFile& file, const engine::TestRun& run,
                                  diag::Diagnostics& diagnostics) {
  return engine::LocateTestModule(operation.context().files, operation.configuration(), operation.data_directory(),
                                  {file.name, run.name, run.module->source, run.module->version, run.module->range},
                                  operation.installer(), diagnostics);
}

// What a run names, only looked at; null with errors, and where modules of it would have to be gotten.
std::unique_ptr<engine::Configuration> LookAt(Operation& operation, const engine::TestFile& file,
                                              const engine::TestRun& run) {
  const std::optional<std::string> directory = Locate(operation, file, run, operation.diagnostics());
  if (!directory) return nullptr;
  diag::Diagnostics problems;
  std::unique_ptr<engine::Configuration> configuration = operation.LoadAside(*directory, problems, false);
  const auto is_missing = [](const diag::Diagnostic& one) { return one.code == "module-not-installed"; };
  if (std::any_of(problems.list().begin(), problems.list().end(), is_missing)) return nullptr;
  operation.diagnostics().Append(problems);
  return configuration;
}

}  // namespace

std::vector<engine::TestFile> ReadTestFiles(Operation& operation, const std::string& test_directory) {
  diag::SourceMap sources;
  std::vector<engine::TestFile> files =
      engine::LoadTestFiles(operation.context().files, ".", test_directory, sources, operation.diagnostics());
  operation.AddSources(sources);
  return files;
}

std::unique_ptr<engine::Configuration> LoadForRun(Operation& operation, const engine::TestFile& file,
                                                  const engine::TestRun& run, diag::Diagnostics& diagnostics) {
  std::string directory = ".";
  if (run.module) {
    const std::optional<std::string> module = Locate(operation, file, run, diagnostics);
    if (!module) return nullptr;
    directory = *module;
  }
  diag::Diagnostics problems;
  auto configuration = operation.LoadAside(directory, problems);
  problems.DropWarnings();  // told when it was looked at first
  diagnostics.Append(problems);
  return configuration;
}

bool NamesTestModules(Operation& operation, const std::string& test_directory) {
  bool names_some = false;
  for (const engine::TestFile& file : ReadTestFiles(operation, test_directory)) {
    for (const engine::TestRun& run : file.runs) names_some = names_some || run.module;
  }
  return names_some;
}

TestConfigurations FetchTestModules(Operation& operation, const std::string& test_directory) {
  return CheckProvidersOfTests(operation, ReadTestFiles(operation, test_directory));
}

std::vector<std::unique_ptr<engine::Configuration>> CheckTestFiles(Operation& operation,
                                                                   const std::string& test_directory) {
  const std::vector<engine::TestFile> files = ReadTestFiles(operation, test_directory);
  for (const engine::TestFile& file : files) engine::CheckTestFile(file, operation.diagnostics());
  TestConfigurations modules = CheckProvidersOfTests(operation, files);
  std::map<std::string, std::unique_ptr<engine::Configuration>> local;
  for (const engine::TestFile& file : files) {
    for (const engine::TestRun& run : file.runs) {
      const bool is_local = run.module && run.module->source.starts_with(".");
      const auto found = modules.find(&run);
      if (is_local && found != modules.end() && found->second != nullptr) {
        local.try_emplace(run.module->source, std::move(found->second));
      }
    }
  }
  std::vector<std::unique_ptr<engine::Configuration>> each;
  each.reserve(local.size());
  for (auto& [source, configuration] : local) each.push_back(std::move(configuration));
  return each;
}

TestConfigurations CheckProvidersOfTests(Operation& operation, const std::vector<engine::TestFile>& files) {
  diag::Diagnostics& diagnostics = operation.diagnostics();
  TestConfigurations modules;
  if (diagnostics.HasErrors()) return modules;
  for (const engine::TestFile& file : files) {
    for (const engine::TestRun& run : file.runs) {
      if (run.module) modules[&run] = LookAt(operation, file, run);
    }
  }
  if (diagnostics.HasErrors()) return modules;
  for (const engine::TestFile& file : files) {
    engine::CheckTestProviders(
        file, operation.configuration(),
        [&](const engine::TestRun& run) { return run.module ? modules.at(&run).get() : nullptr; }, diagnostics);
  }
  return modules;
}

}  // namespace rolecall::cli
