#include "cli/providers/provider_modes.h"

#include <optional>
#include <set>

#include "base/text.h"
#include "engine/state/address.h"
#include "engine/state/state.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxFileBytes = 64u << 10;
constexpr std::string_view kBlank = " \t";

std::optional<ProviderMode> ModeNamed(std::string_view name) {
  if (name == "auto") return ProviderMode::kAuto;
  if (name == "native") return ProviderMode::kNative;
  if (name == "plugin") return ProviderMode::kPlugin;
  return std::nullopt;
}

// As configurations have it once they are read; "*" as it stands.
Result<std::string> SourceOf(std::string_view text) {
  if (text == "*") return std::string(text);
  ROLECALL_TRY(const engine::ProviderAddress address, engine::ParseProviderSource(text));
  return engine::ProviderSource(address.host + "/" + address.source);
}

// "SOURCE MODE"
Result<void> ReadLine(std::string_view line, std::set<std::string>& seen, ProviderModes& modes) {
  const std::size_t blank = line.find_first_of(kBlank);
  const std::string_view name = blank == line.npos ? std::string_view() : Trim(line.substr(blank), kBlank);
  const std::optional<ProviderMode> mode = ModeNamed(name);
  if (!mode) {
    return Error{ErrorCode::kInvalidArgument, "a provider's source (or *) and then auto, native or plugin belong here"};
  }
  ROLECALL_TRY(const std::string source, SourceOf(line.substr(0, blank)));
  if (!seen.insert(source).second) return Error{ErrorCode::kInvalidArgument, source + " was said before"};
  if (source == "*") {
    modes.SetOthers(*mode);
  } else {
    modes.Set(source, *mode);
  }
  return {};
}

}  // namespace

ProviderMode ProviderModes::Of(const std::string& source) const {
  const auto found = of_.find(source);
  return found == of_.end() ? others_ : found->second;
}

Result<ProviderModes> ParseProviderModes(const std::string& path, std::string_view text) {
  ProviderModes modes;
  std::set<std::string> seen;
  int number = 0;
  for (std::string_view line : Split(text, '\n')) {
    ++number;
    line = Trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    if (const Result<void> read = ReadLine(line, seen, modes); !read.ok()) {
      return Error{read.error().code, path + ":" + std::to_string(number) + ": " + read.error().message};
    }
  }
  return modes;
}

Result<ProviderModes> ReadProviderModes(const FileSystem& files, const Environment& environment) {
  if (const std::string name = environment.GetOr("ROLECALL_PROVIDERS", ""); !name.empty()) {
    if (const std::optional<ProviderMode> mode = ModeNamed(name)) return ProviderModes(*mode);
    return Error{ErrorCode::kInvalidArgument,
                 "ROLECALL_PROVIDERS must be \"auto\", \"native\" or \"plugin\", not \"" + name + "\"."};
  }
  if (!files.Exists(kProviderModesFile)) return ProviderModes();
  ROLECALL_TRY(const std::string text, files.Read(kProviderModesFile, kMaxFileBytes));
  return ParseProviderModes(kProviderModesFile, text);
}

}  // namespace rolecall::cli
