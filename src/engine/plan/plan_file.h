// Saved plans: `plan -out=FILE`, then `apply FILE`. Rolecall's own format, one file, mode 0600: it holds secrets.
//
//   ROLECALL_RETURN_IF_ERROR(files.Write(path, EncodePlan(saved), FileMode::kPrivate));
//   ROLECALL_TRY(SavedPlan saved, DecodePlan(bytes));
//   ROLECALL_RETURN_IF_ERROR(CheckTypes(saved.plan, schemas));
//   if (auto stale = FindStale(saved, current_state, current_hash)) …
//
// The file starts with a line that names format and version and carries the digest of the rest, so that a damaged or
// foreign file is refused before it is read. Reading is bounded in size, depth and counts and never trusts lengths.
// Errors: kInvalidArgument (not a plan file), kDataLoss (damaged), kUnimplemented (of another version),
// kConflict (stale).
#ifndef ROLECALL_ENGINE_PLAN_PLAN_FILE_H_
#define ROLECALL_ENGINE_PLAN_PLAN_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/backend/backend.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

struct SavedPlan {
  Plan plan;
  std::string program_version;
  std::string created;  // RFC 3339
  std::string workspace = kDefaultWorkspace;
  std::string backend_type = "local";
  value::Value backend_arguments = value::Value::Object({});
  std::string configuration_hash;  // of the configuration's files: HashConfiguration
  std::string state_lineage;       // of the stored state that the plan was made from; empty = there was none
  std::int64_t state_serial = 0;
};

std::string EncodePlan(const SavedPlan& saved);
Result<SavedPlan> DecodePlan(std::string_view bytes);
// True if the file says that it is a plan of ours (it may still be damaged).
bool LooksLikePlan(std::string_view bytes);

// kDataLoss: an object that is changed is not of its type, as the schemas have it. Of types that they do not have,
// objects are objects at least.
Result<void> CheckTypes(const Plan& plan, const Schemas& schemas);

// The digest of names and contents; the order does not matter. A file that was read must be listed.
std::string HashConfiguration(std::vector<std::pair<std::string, std::string>> files);

struct StalePlan {
  std::string summary, detail;
};
// Why the plan cannot be applied any more: another state was stored since, or the configuration changed. Nothing: it
// can.
std::optional<StalePlan> FindStale(const SavedPlan& saved, const State& current, const std::string& configuration_hash);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_PLAN_FILE_H_
