#include "cli/plan_options.h"

namespace rolecall::cli {
namespace {

constexpr int kMostParallel = 256;

std::function<Result<void>(const std::string&)> TargetList(std::vector<engine::TargetAddress>* list) {
  return [list](const std::string& text) -> Result<void> {
    ROLECALL_TRY(engine::TargetAddress target, engine::ParseTarget(text));
    list->push_back(std::move(target));
    return {};
  };
}

}  // namespace

void PlanFlags::Declare(Flags& flags) {
  common.DeclareVariables(flags);
  common.DeclareState(flags);
  common.DeclareOutput(flags);
  flags.Custom("target", "ADDRESS", TargetList(&targets), "Only this and what it depends on; may be repeated");
  flags.Custom("exclude", "ADDRESS", TargetList(&excludes), "Not this and what depends on it; may be repeated");
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
  flags.Switch("show-sensitive", &common.show_sensitive, "Show sensitive values");
}

Result<engine::PlanOptions> PlanFlags::Options(Operation& operation) const {
  const auto wrong = [](const char* message) { return Error{ErrorCode::kInvalidArgument, message}; };
  if (!targets.empty() && !excludes.empty()) return wrong("-target and -exclude cannot be combined");
  if (destroy && refresh_only) return wrong("-destroy and -refresh-only cannot be combined");
  if (refresh_only && !refresh) return wrong("-refresh-only and -refresh=false cannot be combined");
  if ((destroy || refresh_only) && !replace.empty()) return wrong("-replace is for plans that create or update");
  if (common.parallelism < 1 || common.parallelism > kMostParallel) return wrong("-parallelism must be from 1 to 256");
  engine::PlanOptions options;
  options.mode = destroy        ? engine::PlanMode::kDestroy
                 : refresh_only ? engine::PlanMode::kRefreshOnly
                                : engine::PlanMode::kNormal;
  options.refresh = refresh;
  options.targets = targets;
  options.excludes = excludes;
  options.force_replace = replace;
  options.parallelism = common.parallelism;
  options.hook = &operation.progress();
  options.interrupt = &operation.world().interrupt;
  return options;
}

}  // namespace rolecall::cli
