#include "store/shared/commit_plan.h"

#include <utility>

#include "store/changes.h"

namespace rolecall::store {
namespace {

std::uint64_t RevisionOf(std::string_view key, const CommitPlan& plan, const Revisions& revisions) {
  const auto changed = plan.effects.find(key);
  if (changed != plan.effects.end()) return changed->second.value == nullptr ? 0 : changed->second.revision;
  const auto found = revisions.find(key);
  return found == revisions.end() ? 0 : found->second;
}

Result<void> MayCommit(const Batch& batch, const CommitPlan& plan, const Revisions& revisions) {
  ROLECALL_RETURN_IF_ERROR(CheckBatch(batch));
  if (batch.becomes.has_value() && *batch.becomes <= plan.head_after) {
    return Error{ErrorCode::kUnimplemented, "a store that others write to cannot go back to an older revision"};
  }
  if (batch.follows && plan.failed.has_value()) return *plan.failed;
  if (batch.expected_head.has_value() && *batch.expected_head != plan.head_after) return HeadMoved();
  for (const Condition& condition : batch.conditions) {
    if (RevisionOf(condition.key, plan, revisions) != condition.revision) {
      return Error{ErrorCode::kConflict, "somebody else changed the record"};
    }
  }
  return {};
}

void Take(const Batch& batch, Time now, CommitPlan& plan) {
  const std::uint64_t revision = plan.head_after = batch.becomes.value_or(plan.head_after + 1);
  for (const std::string& key : batch.deletes) plan.effects[key] = {nullptr, revision, false};
  for (const Put& put : batch.puts) plan.effects[put.key] = {&put.value, revision, put.once};
  plan.outcomes.push_back(revision);
  if (batch.becomes.has_value()) {
    plan.log.clear();  // it begins after this one: who followed reads everything anew
    return;
  }
  plan.log.push_back({revision, batch.at == Time() ? now : batch.at, EncodeChanges(batch.puts, batch.deletes, true)});
}

}  // namespace

std::vector<std::string> ConditionKeys(std::span<const Batch> batches) {
  std::vector<std::string> keys;
  for (const Batch& batch : batches) {
    for (const Condition& condition : batch.conditions) keys.push_back(condition.key);
  }
  return keys;
}

CommitPlan PlanCommit(std::span<const Batch> batches, std::uint64_t head, const Revisions& revisions,
                      std::optional<Error> failed, Time now) {
  CommitPlan plan;
  plan.head_before = plan.head_after = head;
  plan.failed = std::move(failed);
  for (const Batch& batch : batches) {
    Result<void> may = MayCommit(batch, plan, revisions);
    if (may.ok()) {
      Take(batch, now, plan);
      continue;
    }
    if (batch.follows && batch.expected_head.has_value() && !plan.failed.has_value()) {
      plan.failed = Error{ErrorCode::kConflict, "a write before this one was not taken: " + may.error().message};
    }
    plan.outcomes.push_back(may.error());
  }
  return plan;
}

}  // namespace rolecall::store
