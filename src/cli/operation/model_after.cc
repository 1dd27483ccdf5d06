#include "cli/operation/model_after.h"

#include "access/model/model_readers.h"
#include "access/offline/offline_plan.h"

namespace rolecall::cli {
namespace {

bool IsEmpty(const access::IdentityModel& model) {
  return model.roles.empty() && model.policies.empty() && model.providers.empty() && model.users.empty() &&
         model.groups.empty() && model.resources.empty();
}

}  // namespace

access::IdentityModel ModelAfter(Operation& operation, const engine::Plan& plan) {
  access::IdentityModel after =
      access::PredictAfter(operation.engine_context(), operation.configuration(), operation.variables(), plan);
  if (!IsEmpty(after)) return after;
  return access::ModelFromPlan(plan, access::PlanSide::kAfter, &operation.configuration(), &operation.context().files);
}

}  // namespace rolecall::cli
