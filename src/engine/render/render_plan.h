// The plan for people: what `plan` and `apply` print before they ask.
//
//   std::cout << RenderPlan(plan, schemas, style);          // drift, legend, changes, counts line, outputs
//   std::cout << RenderPlanFooter("tf.plan", style);        // or "" when -out was not given
//
// The text is OpenTofu's, with the product's name changed; lines that machines parse ("Plan: 9 to add, …",
// "No changes.", "Changes to Outputs:", "# ADDRESS will be created") are byte for byte the same. Sensitive values
// never appear unless the style says so.
#ifndef ROLECALL_ENGINE_RENDER_RENDER_PLAN_H_
#define ROLECALL_ENGINE_RENDER_RENDER_PLAN_H_

#include <string>

#include "engine/plan/plan.h"
#include "engine/render/style.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

// Ends with a line break.
std::string RenderPlan(const Plan& plan, const Schemas& schemas, const RenderStyle& style);

// "Plan: 1 to import, 9 to add, 0 to change, 0 to destroy, 1 to forget." without line break and colours; imports and
// forgets only if there are any.
std::string PlanCountsLine(const PlanCounts& counts);

// What follows the plan of `plan`: where it was saved, or that it was not. Empty in automation without a file.
std::string RenderPlanFooter(const std::string& saved_to, const RenderStyle& style);

// One change with its comment lines, as it stands in the plan; empty for what is not shown.
std::string RenderResourceChange(const ResourceChange& change, const Schemas& schemas, const RenderStyle& style);

// The lines under "Changes to Outputs:", each with a line break; empty if no output changes.
std::string RenderOutputChanges(const std::vector<OutputChange>& outputs, const RenderStyle& style);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_RENDER_PLAN_H_
