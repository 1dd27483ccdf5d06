#include "engine/modules/test_module.h"

#include "engine/modules/manifest.h"
#include "engine/modules/source.h"

namespace rolecall::engine {
namespace {

// "tests/main.tftest.hcl" and "setup" -> test.tests.main.setup
ModuleAddress KeyOf(const TestModuleCall& given) {
  ModuleAddress key;
  key.steps.push_back({"test", {}});
  std::string file = given.file;
  for (const char* end : {".tftest.hcl", ".tofutest.hcl", ".tftest.json", ".tofutest.json"}) {
    if (file.ends_with(end)) file.resize(file.size() - std::string_view(end).size());
  }
  for (std::size_t at = 0; at <= file.size();) {
    const std::size_t slash = std::min(file.find('/', at), file.size());
    if (slash > at) key.steps.push_back({file.substr(at, slash - at), {}});
    at = slash + 1;
  }
  key.steps.push_back({given.run, {}});
  return key;
}

}  // namespace

std::optional<std::string> LocateTestModule(const FileSystem& files, const Configuration& configuration,
                                            const std::string& data_directory, const TestModuleCall& given,
                                            ModuleInstaller* installer, diag::Diagnostics& diagnostics) {
  ModuleCall call;
  call.name = given.run;
  call.source = given.source;
  call.version = given.version;
  call.range = call.missing_range = given.range;
  Module child;
  child.path = KeyOf(given);
  const ModuleManifest installed =
      ReadModuleManifest(files, JoinPath(configuration.directory, data_directory), diagnostics);
  const std::optional<ModuleSource> source = SourceOf(call, diagnostics);
  if (!source) return std::nullopt;
  return LocateModule(call, *source, *configuration.root, child, files, installed, configuration, installer,
                      diagnostics);
}

}  // namespace rolecall::engine
