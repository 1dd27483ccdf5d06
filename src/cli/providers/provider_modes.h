// Who serves the types of a provider: what is built in, the provider's plugin, or each what it has.
//
//   ROLECALL_TRY(const ProviderModes modes, ReadProviderModes(files, environment));
//   if (modes.Of("hashicorp/aws") == ProviderMode::kNative) …
//
// The variable ROLECALL_PROVIDERS says it for all providers. Without it a file of the directory does, which stands
// beside the lock file and is kept with it, so that everybody who works on the directory has the same:
//
//   # .rolecall-providers
//   hashicorp/aws  plugin
//   *              native
//
// A line names a source (with its host, if that is not a registry that everybody has) or, with *, all others.
#ifndef ROLECALL_CLI_PROVIDERS_PROVIDER_MODES_H_
#define ROLECALL_CLI_PROVIDERS_PROVIDER_MODES_H_

#include <map>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::cli {

inline constexpr const char* kProviderModesFile = ".rolecall-providers";

// auto: what is built in serves what it can, plugins the rest. native: no plugins. plugin: plugins serve everything.
enum class ProviderMode { kAuto, kNative, kPlugin };

class ProviderModes {
 public:
  ProviderModes() = default;
  explicit ProviderModes(ProviderMode for_all) : others_(for_all) {}

  ProviderMode Of(const std::string& source) const;
  // Later ones of the same source count.
  void Set(const std::string& source, ProviderMode mode) { of_[source] = mode; }
  void SetOthers(ProviderMode mode) { others_ = mode; }

 private:
  std::map<std::string, ProviderMode> of_;
  ProviderMode others_ = ProviderMode::kAuto;
};

// kInvalidArgument: the variable, or a line of the file (which is named), says something else. Those of the file
// system.
Result<ProviderModes> ReadProviderModes(const FileSystem& files, const Environment& environment);
// The text of such a file; `path` is for messages.
Result<ProviderModes> ParseProviderModes(const std::string& path, std::string_view text);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDERS_PROVIDER_MODES_H_
