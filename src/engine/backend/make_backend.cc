#include "engine/backend/make_backend.h"

#include <algorithm>
#include <iterator>

#include "engine/backend/arguments.h"
#include "engine/backend/http.h"
#include "engine/backend/kubernetes.h"
#include "engine/backend/local.h"
#include "engine/backend/pg.h"
#include "engine/backend/s3.h"
#include "engine/backend/sealed_backend.h"

namespace rolecall::engine {
namespace {

std::unique_ptr<Backend> MakeLocalBackend(const BackendConfig& config, const BackendContext& context,
                                          diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  ArgumentReader arguments(config.arguments, "The backend \"local\"", config.place, found);
  LocalOptions options;
  options.path = arguments.Text("path", options.path);
  options.workspace_dir = arguments.Text("workspace_dir", options.workspace_dir);
  options.given_path = config.paths.state;
  options.out_path = config.paths.out;
  options.backup_path = config.paths.backup;
  options.dates_backup = config.paths.dates_backup;
  arguments.Finish();
  if (options.path.empty() || options.workspace_dir.empty()) {
    arguments.AddError("Invalid backend argument", "The backend \"local\": the paths must not be empty.");
  }
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  return std::make_unique<LocalBackend>(std::move(options), context);
}

constexpr const char* kForeign[] = {"azurerm", "cloud", "consul", "cos", "gcs", "oci", "oss", "remote"};

// Without the codec.
std::unique_ptr<Backend> MakePlain(const BackendConfig& config, const BackendContext& context,
                                   diag::Diagnostics& diagnostics) {
  if (config.type == "local") return MakeLocalBackend(config, context, diagnostics);
  if (config.type == "s3") return MakeS3Backend(config, context, diagnostics);
  if (config.type == "http") return MakeHttpBackend(config, context, diagnostics);
  if (config.type == "kubernetes") return MakeKubernetesBackend(config, context, diagnostics);
  if (config.type == "pg") return MakePgBackend(config, context, diagnostics);
  const bool is_foreign = std::ranges::find(kForeign, config.type) != std::end(kForeign);
  std::string detail =
      is_foreign
          ? "Rolecall keeps states with the backends \"local\", \"s3\", \"http\", \"kubernetes\" and \"pg\"; \"" +
                config.type +
                "\" is not among them. Move the state with OpenTofu or Terraform first: change the block and run "
                "init -migrate-state."
          : "There is no backend type named \"" + config.type + "\".";
  if (const auto near = diag::DidYouMean(config.type, {"local", "s3", "http", "kubernetes", "pg"})) {
    detail += " Did you mean \"" + *near + "\"?";
  }
  diagnostics.AddError("unsupported-backend", "Unsupported backend type", detail, config.type_place);
  return nullptr;
}

}  // namespace

std::unique_ptr<Backend> MakeBackend(const BackendConfig& config, const BackendContext& context,
                                     diag::Diagnostics& diagnostics) {
  std::unique_ptr<Backend> backend = MakePlain(config, context, diagnostics);
  if (backend == nullptr || context.codec == nullptr) return backend;
  return std::make_unique<SealedBackend>(std::move(backend), *context.codec);
}

}  // namespace rolecall::engine
