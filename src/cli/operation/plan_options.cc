#include "cli/operation/plan_options.h"

#include <algorithm>

#include "base/text.h"
#include "cli/frame/file_error.h"
#include "engine/render/style.h"

namespace rolecall::cli {
namespace {

constexpr int kMostParallel = 256;
constexpr std::size_t kMaxTargetFileBytes = 4u << 20;

// Without a summary, that of the mistake.
void ReadTarget(const std::string& text, const std::string& summary, std::vector<engine::TargetAddress>& into,
                diag::Diagnostics& problems, const diag::Range& place = {}) {
  Result<engine::TargetAddress> target = engine::ParseTarget(text);
  if (!target.ok()) {
    const std::string& mistake = target.error().message;
    problems.AddError("wrong-address", summary.empty() ? engine::AddressSummary(mistake) : summary, mistake, place);
    return;
  }
  into.push_back(*std::move(target));
}

// The addresses of a file: one a line, those that begin with "#" left out.
void ReadTargetFile(const FileSystem& files, const std::string& path, std::vector<engine::TargetAddress>& into,
                    diag::Diagnostics& problems) {
  const Result<std::string> text = files.Read(path, kMaxTargetFileBytes);
  if (!text.ok()) return problems.AddError("wrong-address", FileError(text.error()), "");
  diag::Range place{.file = std::make_shared<const std::string>(path), .start = {.line = 0}, .end = {}};
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const std::string line(Trim(std::string_view(*text).substr(at, end - at)));
    at = end + 1;
    ++place.start.line;
    if (!line.empty() && line.front() == '#') continue;
    ReadTarget(line, "", into, problems, place);
  }
}

void ReadTargets(const FileSystem& files, const std::string& flag, const std::vector<std::string>& texts,
                 const std::vector<std::string>& paths, std::vector<engine::TargetAddress>& into,
                 diag::Diagnostics& problems) {
  for (const std::string& text : texts) {
    ReadTarget(text, "Invalid " + flag + " " + engine::Quoted(text), into, problems);
  }
  for (const std::string& path : paths) ReadTargetFile(files, path, into, problems);
}

// Which modules' deprecations are told: there are none to tell apart here, so the values are only checked.
Result<void> CheckDeprecation(const std::string& text) {
  for (const char* known : {"module:all", "module:local", "module:none", "all", "local", "none"}) {
    if (text == known) return {};
  }
  return Error{ErrorCode::kInvalidArgument, "must be module:all, module:local or module:none"};
}

}  // namespace

void PlanFlags::Declare(Flags& flags) {
  common.DeclareVariables(flags);
  common.DeclareState(flags);
  common.DeclareOutput(flags);
  flags.List("target", "ADDRESS", &targets, "Only this and what it depends on; may be repeated");
  flags.List("exclude", "ADDRESS", &excludes, "Not this and what depends on it; may be repeated");
  flags.List("target-file", "FILE", &target_files, "A file of such addresses, one a line; # begins a comment");
  flags.List("exclude-file", "FILE", &exclude_files, "The same for -exclude");
  flags.List("replace", "ADDRESS", &replace, "Replace this instance; may be repeated");
  flags.Switch("destroy", &destroy, "Plan to destroy everything");
  flags.Switch("refresh", &refresh, "Ask the real world first [true]");
  flags.Switch("refresh-only", &refresh_only, "Only bring the state up to date with the real world");
  flags.Number("parallelism", "N", &common.parallelism, "How many operations at the same time [10]");
  common.DeclareView(flags);
  flags.Switch("concise", &common.concise, "No lines of progress");
  flags.Custom("deprecation", "module:all|local|none", CheckDeprecation, "Whose deprecation warnings to show");
  flags.Switch("show-sensitive", &common.show_sensitive, "Show sensitive values");
  common.DeclareStatePaths(flags);
}

bool PlanFlags::LeavesOut() const {
  return destroy || !targets.empty() || !excludes.empty() || !target_files.empty() || !exclude_files.empty();
}

void PlanFlags::CheckReplaced(diag::Diagnostics& problems) {
  for (const std::string& text : replace) {
    Result<engine::ResourceAddress> address = engine::ParseResourceAddress(text);
    const std::string summary = "Invalid force-replace address " + engine::Quoted(text);
    if (!address.ok()) {
      problems.AddError("wrong-address", summary, address.error().message);
    } else if (address->mode != engine::ResourceMode::kManaged) {
      problems.AddError("wrong-address", summary, "Only managed resources can be used with the -replace=... option.");
    } else {
      replaced_.push_back(*std::move(address));
    }
  }
}

void PlanFlags::Check(const FileSystem& files, diag::Diagnostics& problems) {
  const auto wrong = [&](const char* summary, const char* detail) {
    problems.AddError("wrong-arguments", summary, detail);
  };
  const bool has_targets = !targets.empty() || !target_files.empty();
  if (has_targets && (!excludes.empty() || !exclude_files.empty())) {
    wrong("Invalid combination of arguments",
          "The target and exclude planning options are mutually-exclusive. Each plan must use either only the target "
          "options or only the exclude options.");
  } else {
    ReadTargets(files, "target", targets, target_files, targeted_, problems);
    ReadTargets(files, "exclude", excludes, exclude_files, excluded_, problems);
  }
  CheckReplaced(problems);
  if (destroy && refresh_only) {
    wrong("Incompatible plan mode options", "The -destroy and -refresh-only options are mutually-exclusive.");
  } else if (refresh_only && !refresh) {
    wrong("Incompatible refresh options",
          "It doesn't make sense to use -refresh-only at the same time as -refresh=false, because Rolecall would have "
          "nothing to do.");
  }
  if (common.parallelism < 0) {
    problems.AddError("wrong-arguments", "Invalid parallelism value",
                      "The parallelism must be a positive value. Not " + std::to_string(common.parallelism) + ".");
  }
}

engine::PlanOptions PlanFlags::Options(Operation& operation) const {
  engine::PlanOptions options;
  options.targets = targeted_;
  options.excludes = excluded_;
  options.mode = destroy        ? engine::PlanMode::kDestroy
                 : refresh_only ? engine::PlanMode::kRefreshOnly
                                : engine::PlanMode::kNormal;
  options.refresh = refresh;
  options.force_replace = replaced_;
  options.parallelism = Parallelism();
  options.hook = &operation.progress();
  options.interrupt = &operation.context().interrupt;
  return options;
}

int PlanFlags::Parallelism() const {
  return common.parallelism == 0 ? OperationOptions().parallelism : std::min(common.parallelism, kMostParallel);
}

}  // namespace rolecall::cli
