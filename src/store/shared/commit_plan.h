// What a group of batches does to a shared store whose newest revision is known: the decision without the database.
//
//   CommitPlan plan = PlanCommit(batches, head, revisions, failed, now);
//   // then, in one transaction that holds only if the head still is plan.head_before: plan.effects, plan.log, the head
//
// Batches are decided one after the other, each on what those before it in the group did. Pure; any thread.
#ifndef ROLECALL_STORE_SHARED_COMMIT_PLAN_H_
#define ROLECALL_STORE_SHARED_COMMIT_PLAN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace rolecall::store {

// Of keys in the store at the head: their entries' revisions. Keys that are not there are absent.
using Revisions = std::map<std::string, std::uint64_t, std::less<>>;

struct CommitPlan {
  struct Effect {
    const std::string* value = nullptr;  // null: the key is deleted. Of the batches, which outlive the plan
    std::uint64_t revision = 0;
    bool once = false;
  };
  struct Logged {
    std::uint64_t revision = 0;
    Time at = {};
    std::string changes;  // changes.h
  };

  std::uint64_t head_before = 0;
  std::uint64_t head_after = 0;
  std::vector<Result<std::uint64_t>> outcomes;  // one for each batch, if the transaction takes place
  std::map<std::string_view, Effect> effects;   // the last word on each key
  std::vector<Logged> log;                      // the newest revisions without a gap; all, unless one `becomes`
  std::optional<Error> failed;                  // why batches that follow are refused from now on

  bool writes() const { return head_after != head_before; }
  // The first revision in the log; the one after the newest if there is none.
  std::uint64_t log_first() const { return head_after + 1 - log.size(); }
};

// The keys whose revisions the plan asks for.
std::vector<std::string> ConditionKeys(std::span<const Batch> batches);

// `failed`: why batches that follow others are refused already. A batch that follows and whose head moved makes those
// after it fail: what they were built on is not there, though the number may be.
CommitPlan PlanCommit(std::span<const Batch> batches, std::uint64_t head, const Revisions& revisions,
                      std::optional<Error> failed, Time now);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_SHARED_COMMIT_PLAN_H_
