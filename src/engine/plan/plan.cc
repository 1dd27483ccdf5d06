#include "engine/plan/plan.h"

#include <algorithm>

namespace rolecall::engine {

const char* ActionReasonName(ActionReason reason) {
  switch (reason) {
    case ActionReason::kNone: return "";
    case ActionReason::kReplaceBecauseCannotUpdate: return "replace_because_cannot_update";
    case ActionReason::kReplaceBecauseTainted: return "replace_because_tainted";
    case ActionReason::kReplaceByRequest: return "replace_by_request";
    case ActionReason::kReplaceByTriggers: return "replace_by_triggers";
    case ActionReason::kDeleteBecauseNoResourceConfig: return "delete_because_no_resource_config";
    case ActionReason::kDeleteBecauseWrongRepetition: return "delete_because_wrong_repetition";
    case ActionReason::kDeleteBecauseCountIndex: return "delete_because_count_index";
    case ActionReason::kDeleteBecauseEachKey: return "delete_because_each_key";
    case ActionReason::kDeleteBecauseNoModule: return "delete_because_no_module";
    case ActionReason::kDeleteBecauseNoMoveTarget: return "delete_because_no_move_target";
    case ActionReason::kReadBecauseConfigUnknown: return "read_because_config_unknown";
    case ActionReason::kReadBecauseDependencyPending: return "read_because_dependency_pending";
    case ActionReason::kReadBecauseCheckNested: return "read_because_check_nested";
    case ActionReason::kForgotBecauseState: return "forgot_because_lifecycle_destroy_in_state";
    case ActionReason::kDeleteBecauseEnabledFalse: return "delete_because_enabled_false";
    case ActionReason::kForgotBecauseConfig: return "forgot_because_lifecycle_destroy_in_config";
  }
  return "";
}

const char* CheckStatusName(CheckStatus status) {
  switch (status) {
    case CheckStatus::kPass: return "pass";
    case CheckStatus::kFail: return "fail";
    case CheckStatus::kError: return "error";
    case CheckStatus::kUnknown: return "unknown";
  }
  return "";
}

bool Plan::HasResourceChanges() const {
  return std::any_of(changes.begin(), changes.end(), [](const ResourceChange& change) {
    return change.action != Action::kNoOp || !change.importing_id.empty();
  });
}

bool Plan::HasChanges() const {
  auto changed = [](const OutputChange& output) { return output.action != Action::kNoOp; };
  if (HasResourceChanges() || std::any_of(outputs.begin(), outputs.end(), changed)) return true;
  auto moved = [](const ResourceChange& change) { return change.previous_address.has_value(); };
  if (std::any_of(changes.begin(), changes.end(), moved)) return true;
  return mode == PlanMode::kRefreshOnly && !drift.empty();
}

PlanCounts Count(const Plan& plan) {
  PlanCounts counts;
  for (const ResourceChange& change : plan.changes) {
    if (!change.importing_id.empty()) ++counts.import;
    if (change.address.mode == ResourceMode::kData) continue;
    switch (change.action) {
      case Action::kCreate: ++counts.add; break;
      case Action::kUpdate: ++counts.change; break;
      case Action::kDelete: ++counts.destroy; break;
      case Action::kForget: ++counts.forget; break;
      case Action::kDeleteThenCreate:
      case Action::kCreateThenDelete:
        ++counts.add;
        ++counts.destroy;
        break;
      case Action::kForgetThenCreate:
        ++counts.add;
        ++counts.forget;
        break;
      case Action::kNoOp:
      case Action::kRead: break;
    }
  }
  return counts;
}

}  // namespace rolecall::engine
