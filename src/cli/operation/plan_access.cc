#include "cli/operation/plan_access.h"

#include "access/change/access_change.h"

namespace rolecall::cli {

void ShowAccess(Operation& operation, const engine::Plan& plan) {
  const access::AccessChanges changes =
      access::AccessOfPlan(operation.engine_context(), &operation.configuration(), plan);
  for (engine::JsonProgress* lines : operation.json_lines()) {
    for (const access::AccessLine& line : access::AccessLines(changes)) lines->Access(line.message, line.json);
  }
  if (!operation.options().json) operation.Print(access::AccessText(changes, operation.style().color));
}

}  // namespace rolecall::cli
