// A configuration directory planned with nothing in the world, and the identity model that it would make.
//
//   Result<OfflinePlan> planned = PlanOffline(request, diagnostics);   // nothing is asked of AWS
//   planned->model.roles …
//
// The account is `account_id`, else the only one that the directory's own files name in ARNs, else the placeholder
// 000000000000 (and the model says so). All files come through `request.files`: give it an overlay to try a change.
#ifndef ROLECALL_ACCESS_OFFLINE_OFFLINE_PLAN_H_
#define ROLECALL_ACCESS_OFFLINE_OFFLINE_PLAN_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "base/result.h"
#include "engine/entry/engine.h"
#include "engine/plan/plan.h"

namespace rolecall::access {

struct OfflineRequest {
  engine::EngineContext context;  // its `providers` are the real ones
  std::string directory = ".";
  std::vector<engine::VariableInput> variables;
  std::string account_id;  // empty: to be found
  engine::State state;     // what exists; may be empty
};

struct OfflinePlan {
  std::unique_ptr<engine::Configuration> configuration;
  diag::SourceMap variable_sources;  // texts of tfvars files
  engine::Plan plan;
  IdentityModel model;         // after an apply
  std::string account_source;  // "-account-id", "external-secrets-policy.json", "" for the placeholder
};

// Nothing, with diagnostics, if the directory cannot be planned. `sources` gets the texts that they point at.
std::optional<OfflinePlan> PlanOffline(const OfflineRequest& request, diag::Diagnostics& diagnostics,
                                       diag::SourceMap* sources = nullptr);

// What `plan`, made against the real world, will leave: the model after it with everything predicted that it leaves
// unknown. Planned a second time is only what refers to that (made_plan.h). Asks nobody; empty if the configuration
// cannot be planned so.
IdentityModel PredictAfter(const engine::EngineContext& context, const engine::Configuration& configuration,
                           const engine::RootVariables& variables, const engine::Plan& plan);

// The account that the files of a directory name in ARNs, if it is only one; and in which file.
struct FoundAccount {
  std::string id, file;
};
std::optional<FoundAccount> FindAccount(const FileSystem& files, const std::string& directory);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_OFFLINE_PLAN_H_
