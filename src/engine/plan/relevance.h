// Relevance: which attributes of other objects the changes of a plan come from, through variables, locals, outputs and
// other blocks. Of what has changed outside only that is told beside a plan; `show -json` lists it.
// Pure.
#ifndef ROLECALL_ENGINE_PLAN_RELEVANCE_H_
#define ROLECALL_ENGINE_PLAN_RELEVANCE_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/plan/plan.h"

namespace rolecall::engine {

// Outputs of modules that are called, by the module's instance and their names.
using ModuleOutputs = std::set<std::pair<ModuleAddress, std::string>>;

// For the changed objects and outputs of `plan` and what `has_value` names: as no state has these, they are new each
// time. Sorted by their addresses as text, without duplicates.
std::vector<RelevantAttribute> FindRelevant(const Configuration& configuration, const Plan& plan,
                                            const ModuleOutputs& has_value);

// The names of `address`'s attributes that are relevant; `all`: the object as a whole is.
struct RelevantNames {
  bool all = false;
  std::set<std::string> names;
  bool Has(const std::string& name) const { return all || names.count(name) > 0; }
};
RelevantNames RelevantTo(const ResourceAddress& address, const std::vector<RelevantAttribute>& relevant);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_RELEVANCE_H_
