// The data directory `.terraform/` (TF_DATA_DIR): which backend was initialised, and which workspace is selected.
//
//   BackendChoice choice = ChooseBackend(block, cache);         // every command but init
//   if (!choice.error.empty()) …                                // "Backend initialization required"
//   MakeBackend(choice.config, context, diagnostics);
//
//   WriteBackendCache(files, data_dir, merged, block);          // init
//
// The files are those of OpenTofu and Terraform, so a directory may be used by all of them. Rolecall needs no init for
// a complete backend block; it needs one where -backend-config completes the block, and after the block has changed.
#ifndef ROLECALL_ENGINE_BACKEND_CACHE_H_
#define ROLECALL_ENGINE_BACKEND_CACHE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"

namespace rolecall::engine {

struct BackendCache {
  std::string type;        // "s3"
  value::Value arguments;  // as merged at init; an object
  std::uint64_t block_hash = 0;
};

// ".terraform", or what TF_DATA_DIR says.
std::string DataDirectory(const Environment& environment);

// Nothing: the directory was never initialised, or for the local backend without arguments.
Result<std::optional<BackendCache>> ReadBackendCache(const FileSystem& files, const std::string& data_directory);
// `merged` is the configuration in effect, `block` what stands in the configuration (nothing: no block at all).
Result<void> WriteBackendCache(FileSystem& files, const std::string& data_directory, const BackendConfig& merged,
                               const std::optional<BackendConfig>& block, Random& random);
Result<void> RemoveBackendCache(FileSystem& files, const std::string& data_directory);

struct BackendChoice {
  BackendConfig config;
  std::string error;  // not empty: "Backend initialization required", and this is why
};
inline constexpr const char* kInitRequiredSummary = "Backend initialization required, please run \"rolecall init\"";

BackendChoice ChooseBackend(const std::optional<BackendConfig>& block, const std::optional<BackendCache>& cache);

// The selected workspace: TF_WORKSPACE, else the file `environment`, else "default".
Result<std::string> SelectedWorkspace(const FileSystem& files, const Environment& environment,
                                      const std::string& data_directory);
Result<void> SelectWorkspace(FileSystem& files, const std::string& data_directory, const std::string& workspace);
// True if the name can be one: not empty, and unchanged by URL path escaping.
bool IsWorkspaceName(std::string_view name);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_CACHE_H_
