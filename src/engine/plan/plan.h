// Plan: what an apply would do, and everything that is needed to show it and to do it.
//
// Made by Engine::MakePlan, shown by render_*/plan_json, kept by plan_file, executed by Engine::Apply.
// Values in it carry no marks: sensitive places are listed beside them (marks of the configuration and
// attributes that the schema calls sensitive, merged, sorted, without duplicates).
// Threads: a plain value.
#ifndef ROLECALL_ENGINE_PLAN_PLAN_H_
#define ROLECALL_ENGINE_PLAN_PLAN_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "diag/source.h"
#include "engine/state/address.h"
#include "engine/state/state.h"
#include "value/path.h"
#include "value/value.h"

namespace rolecall::engine {

enum class Action {
  kNoOp,
  kCreate,
  kRead,
  kUpdate,
  kDelete,
  kDeleteThenCreate,
  kCreateThenDelete,
  kForget,
  kForgetThenCreate
};

enum class ActionReason {
  kNone,
  kReplaceBecauseCannotUpdate,
  kReplaceBecauseTainted,
  kReplaceByRequest,
  kReplaceByTriggers,
  kDeleteBecauseNoResourceConfig,
  kDeleteBecauseWrongRepetition,
  kDeleteBecauseCountIndex,
  kDeleteBecauseEachKey,
  kDeleteBecauseNoModule,
  kDeleteBecauseNoMoveTarget,
  kReadBecauseConfigUnknown,
  kReadBecauseDependencyPending,
  kReadBecauseCheckNested,
  kForgotBecauseState,
  kForgotBecauseConfig,
  kDeleteBecauseEnabledFalse,
};

// "replace_because_tainted", as `show -json` says it; empty for kNone.
const char* ActionReasonName(ActionReason reason);
// A new object takes the place of the old one.
inline bool IsReplace(Action action) {
  return action == Action::kDeleteThenCreate || action == Action::kCreateThenDelete ||
         action == Action::kForgetThenCreate;
}

struct ResourceChange {
  ResourceAddress address;                          // an instance
  std::optional<ResourceAddress> previous_address;  // when a moved block moved it here
  std::string deposed;                              // 8 hex digits: the change is to a deposed object
  ProviderAddress provider;
  std::string provider_version;  // "" = newest; chooses the schema (Schemas::Find)
  Action action = Action::kNoOp;
  ActionReason reason = ActionReason::kNone;
  value::Value before;  // null: nothing exists. For kNoOp equal to after
  value::Value after;   // may hold unknowns; null: nothing will exist
  std::vector<value::Path> before_sensitive;
  std::vector<value::Path> after_sensitive;
  std::vector<value::Path> requires_replace;
  std::string private_bytes;       // the provider's, of the planned object
  std::string importing_id;        // not empty: imported by this plan
  std::string importing_identity;  // JSON, if the configuration names it by that: then it is what people see
  std::string planned_identity;    // JSON: what the provider will know it by; empty: nothing, or not known yet
  std::int64_t planned_identity_version = 0;
  bool create_before_destroy = false;
  std::vector<std::string> dependencies;  // configuration addresses, sorted (as the state keeps them)
};

// What changed outside, found by the refresh: before = the state's object, after = the real one (null: gone).
struct DriftChange {
  ResourceAddress address;
  std::optional<ResourceAddress> previous_address;
  std::string deposed;
  ProviderAddress provider;
  std::string provider_version;
  Action action = Action::kUpdate;  // kUpdate, kDelete; kNoOp: only moved
  value::Value before, after;
  std::vector<value::Path> before_sensitive, after_sensitive;
};

// An attribute that a change of the plan comes from (relevance.h): of a block's objects or, with a key, of one.
struct RelevantAttribute {
  ResourceAddress resource;  // with its module's keys where they are known
  value::Path path;          // empty: the object as a whole
  auto operator<=>(const RelevantAttribute&) const = default;
};

struct OutputChange {
  std::string name;               // of the root module
  Action action = Action::kNoOp;  // kNoOp, kCreate, kUpdate, kDelete
  value::Value before, after;     // null of dynamic type: absent
  bool sensitive = false;         // before or after
  bool before_sensitive = false, after_sensitive = false;
};

enum class CheckStatus { kPass, kFail, kError, kUnknown };
const char* CheckStatusName(CheckStatus status);  // "pass", …

struct CheckObject {
  std::string address;  // "check.health", "aws_iam_role.a[0]", "output.x"
  CheckStatus status = CheckStatus::kUnknown;
  std::vector<std::string> failure_messages;
};
struct CheckResult {
  std::string kind;     // "resource", "output_value", "check", "var"
  std::string address;  // configuration address
  CheckStatus status = CheckStatus::kUnknown;
  std::vector<CheckObject> objects;
};

enum class PlanMode { kNormal, kDestroy, kRefreshOnly };

struct PlannedVariable {
  std::string name;    // of the root module
  value::Value value;  // as given, else the default, without marks; what an apply of a saved plan uses
  bool sensitive = false;
  bool given = false;      // false: the default (or nothing)
  bool ephemeral = false;  // never in a saved plan: given again when that is applied
};

struct Plan {
  PlanMode mode = PlanMode::kNormal;
  std::vector<ResourceChange> changes;      // sorted by address; all resources of configuration and state, also kNoOp
  std::vector<DriftChange> drift;           // sorted by address
  std::vector<RelevantAttribute> relevant;  // what the changes come from: which drift is worth telling
  std::vector<OutputChange> outputs;        // sorted by name
  std::vector<CheckResult> checks;
  std::vector<PlannedVariable> variables;
  std::vector<TargetAddress> targets, excludes;
  std::vector<ResourceAddress> force_replace;
  std::string timestamp;  // RFC 3339; what plantimestamp() gives
  bool errored = false;   // made with errors: shown, never applied
  bool walked = false;    // resources were looked at: also with errors there is something to show

  State previous_state;  // as read, with upgraded schemas and moves done; its lineage and serial guard a saved plan
  State prior_state;     // after the refresh: what `before` values are from; apply starts here

  // Anything to do: a change that is not a no-op (reads count), a changed output, or a moved or refreshed state
  // that is worth keeping in the modes where apply writes it.
  bool HasChanges() const;
  bool HasResourceChanges() const;
};

// The counts of the line "Plan: 1 to import, 9 to add, 0 to change, 0 to destroy." Replacements count twice.
struct PlanCounts {
  int import = 0, add = 0, change = 0, destroy = 0, forget = 0;
};
PlanCounts Count(const Plan& plan);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_PLAN_H_
