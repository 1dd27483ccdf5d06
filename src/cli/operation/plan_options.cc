#include "cli/operation/plan_options.h"

#include <algorithm>

namespace rolecall::cli {
namespace {

constexpr int kMostParallel = 256;
constexpr std::size_t kMaxTargetFileBytes = 4u << 20;

std::function<Result<void>(const std::string&)> TargetList(std::vector<engine::TargetAddress>* list) {
  return [list](const std::string& text) -> Result<void> {
    ROLECALL_TRY(engine::TargetAddress target, engine::ParseTarget(text));
    list->push_back(std::move(target));
    return {};
  };
}

Result<void> AppendFiles(const FileSystem& files, const std::vector<std::string>& paths,
                         std::vector<engine::TargetAddress>& targets) {
  for (const std::string& path : paths) {
    ROLECALL_TRY(std::vector<engine::TargetAddress> read, ReadTargetFile(files, path));
    targets.insert(targets.end(), read.begin(), read.end());
  }
  return {};
}

// Which modules' deprecations are told: there are none to tell apart here, so the values are only checked.
Result<void> CheckDeprecation(const std::string& text) {
  for (const char* known : {"module:all", "module:local", "module:none", "all", "local", "none"}) {
    if (text == known) return {};
  }
  return Error{ErrorCode::kInvalidArgument, "must be module:all, module:local or module:none"};
}

}  // namespace

Result<std::vector<engine::TargetAddress>> ReadTargetFile(const FileSystem& files, const std::string& path) {
  ROLECALL_TRY(std::string text, files.Read(path, kMaxTargetFileBytes));
  std::vector<engine::TargetAddress> targets;
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '#') continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    Result<engine::TargetAddress> target = engine::ParseTarget(line);
    if (!target.ok()) {
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": invalid target \"" + line +
                                                    "\": " + target.error().message};
    }
    targets.push_back(*std::move(target));
  }
  return targets;
}

void PlanFlags::Declare(Flags& flags) {
  common.DeclareVariables(flags);
  common.DeclareState(flags);
  common.DeclareOutput(flags);
  flags.Custom("target", "ADDRESS", TargetList(&targets), "Only this and what it depends on; may be repeated");
  flags.Custom("exclude", "ADDRESS", TargetList(&excludes), "Not this and what depends on it; may be repeated");
  flags.List("target-file", "FILE", &target_files, "A file of such addresses, one a line; # begins a comment");
  flags.List("exclude-file", "FILE", &exclude_files, "The same for -exclude");
  flags.Custom(
      "replace", "ADDRESS",
      [this](const std::string& text) -> Result<void> {
        ROLECALL_TRY(engine::ResourceAddress address, engine::ParseResourceAddress(text));
        replace.push_back(std::move(address));
        return {};
      },
      "Replace this instance; may be repeated");
  flags.Switch("destroy", &destroy, "Plan to destroy everything");
  flags.Switch("refresh", &refresh, "Ask the real world first [true]");
  flags.Switch("refresh-only", &refresh_only, "Only bring the state up to date with the real world");
  flags.Number("parallelism", "N", &common.parallelism, "How many operations at the same time [10]");
  flags.Switch("json", &common.json, "Print machine-readable lines");
  flags.Text("json-into", "FILE", &common.json_into, "Write these lines to a file, beside the text");
  flags.Switch("concise", &common.concise, "No lines about what is refreshed and read");
  flags.Custom("deprecation", "module:all|local|none", CheckDeprecation, "Whose deprecation warnings to show");
  flags.Switch("show-sensitive", &common.show_sensitive, "Show sensitive values");
  common.DeclareStatePaths(flags);
}

bool PlanFlags::ChoosesPlan() const {
  return !targets.empty() || !excludes.empty() || !target_files.empty() || !exclude_files.empty() || !replace.empty() ||
         destroy || refresh_only;
}

Result<engine::PlanOptions> PlanFlags::Options(Operation& operation) const {
  const auto wrong = [](const char* message) { return Error{ErrorCode::kInvalidArgument, message}; };
  engine::PlanOptions options;
  options.targets = targets;
  options.excludes = excludes;
  const FileSystem& files = operation.context().files;
  ROLECALL_RETURN_IF_ERROR(AppendFiles(files, target_files, options.targets));
  ROLECALL_RETURN_IF_ERROR(AppendFiles(files, exclude_files, options.excludes));
  if (!options.targets.empty() && !options.excludes.empty()) return wrong("-target and -exclude cannot be combined");
  if (common.json && !common.json_into.empty()) return wrong("-json and -json-into cannot be combined");
  if (destroy && refresh_only) return wrong("-destroy and -refresh-only cannot be combined");
  if (refresh_only && !refresh) return wrong("-refresh-only and -refresh=false cannot be combined");
  if ((destroy || refresh_only) && !replace.empty()) return wrong("-replace is for plans that create or update");
  for (const engine::ResourceAddress& address : replace) {
    if (address.mode == engine::ResourceMode::kManaged) continue;
    return Error{ErrorCode::kInvalidArgument,
                 "Invalid force-replace address \"" + address.Text() +
                     "\": only managed resources can be used with the -replace=... option"};
  }
  if (common.parallelism < 1 || common.parallelism > kMostParallel) return wrong("-parallelism must be from 1 to 256");
  options.mode = destroy        ? engine::PlanMode::kDestroy
                 : refresh_only ? engine::PlanMode::kRefreshOnly
                                : engine::PlanMode::kNormal;
  options.refresh = refresh;
  options.force_replace = replace;
  options.parallelism = common.parallelism;
  options.hook = &operation.progress();
  options.interrupt = &operation.context().interrupt;
  return options;
}

}  // namespace rolecall::cli
