// Relevant attributes: what the changes of a plan come from, so that only drift that may have led to a change is told.
//
// A changed object or output refers to other objects, by itself or through variables, locals, outputs and data sources.
// What an object's own arguments and attributes were before is not asked: the change itself shows that.
#ifndef ROLECALL_ENGINE_RELEVANT_ATTRIBUTES_H_
#define ROLECALL_ENGINE_RELEVANT_ATTRIBUTES_H_

#include <optional>
#include <vector>

#include "engine/configuration.h"
#include "engine/expansion.h"
#include "engine/plan.h"

namespace rolecall::engine {

// Sorted, each once. The changes and outputs must be in the plan.
std::vector<RelevantAttribute> FindRelevantAttributes(const Configuration& configuration, const Expansions& expansions,
                                                      const Plan& plan);

// The drift with only what is worth telling; nothing if there is none. In a refresh-only plan all is.
std::optional<DriftChange> RelevantDrift(const DriftChange& drift, const Plan& plan);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RELEVANT_ATTRIBUTES_H_
