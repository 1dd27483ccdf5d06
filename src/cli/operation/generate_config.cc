#include "cli/operation/generate_config.h"

#include "engine/planning/config_generator.h"

namespace rolecall::cli {
namespace {

bool Refuse(Operation& operation, const std::string& why) {
  return operation.Fail("Cannot generate configuration", {ErrorCode::kInvalidArgument, why});
}

}  // namespace

bool GenerateConfig(Operation& operation, const engine::PlanOptions& options, const std::string& path) {
  FileSystem& files = operation.context().files;
  if (files.Exists(path)) {
    return operation.Fail("Target generated file already exists",
                          {ErrorCode::kAlreadyExists,
                           "Rolecall can only write generated config into a new file. Either choose a different target "
                           "location or move all existing configuration out of the target file, delete it and try "
                           "again."});
  }
  const std::vector<engine::ResourceAddress> missing = engine::MissingImportTargets(operation.configuration());
  if (missing.empty()) return true;
  const std::string name = path.starts_with("./") ? path.substr(2) : path;
  if (!name.ends_with(".tf") || name.find('/') != std::string::npos) {
    return Refuse(operation, "-generate-config-out must name a new file of this directory that ends with \".tf\".");
  }
  // First empty blocks, so that the objects can be imported and looked at.
  Result<void> written = files.Write(name, engine::StubText(operation.configuration(), missing), FileMode::kPublic);
  if (!written.ok()) return operation.Fail("Cannot write the generated configuration", written.error());
  engine::PlanOptions only = options;
  only.adopts = {missing.begin(), missing.end()};
  only.excludes.clear();
  only.targets.clear();
  for (const engine::ResourceAddress& address : missing) only.targets.push_back({address.module, address});
  const bool loaded = operation.Reload();
  const engine::Plan plan = loaded ? operation.MakePlan(only) : engine::Plan{.errored = true};
  if (!operation.Report() || plan.errored) {
    (void)files.Remove(name);
    return false;
  }
  const std::string text =
      engine::GeneratedText(operation.configuration(), plan, missing, operation.engine().schemas());
  written = files.Write(name, text, FileMode::kPublic);
  if (!written.ok()) return operation.Fail("Cannot write the generated configuration", written.error());
  return operation.Reload();
}

}  // namespace rolecall::cli
