// MadePlan: what a plan that was made already knows of the one that predicts what it leaves unknown, so that little of
// the configuration is looked at a second time.
//
//   MadePlan made(plan);
//   options.foretell = [&made](const auto& address, const auto& block, auto& provider) {
//     return made.Foretell(address, block, provider);
//   };
//   const engine::Plan predicted = engine.MakePlan(…, options, …);
//   IdentityModel model = ModelFromObjects(made.With(predicted), …);
//
// Of a new object whose arguments were all known the second plan would say the same again: only what its provider
// predicts of it (offline_provider.h) is added. One thread at a time.
#ifndef ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_
#define ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_

#include <optional>
#include <vector>

#include "access/model/model_readers.h"
#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/provider/provider.h"

namespace rolecall::access {

class MadePlan {
 public:
  // The plan must outlive it.
  explicit MadePlan(const engine::Plan& plan) : plan_(plan), foretold_(plan.changes.size()) {}

  // What the object will be, marked; nothing: it has to be planned. `block` is its, `provider` one of an
  // OfflineCatalogue.
  std::optional<value::Value> Foretell(const engine::ResourceAddress& address, const engine::ResourceBlock& block,
                                       engine::Provider& provider);

  // What was foretold together with what the second plan says, in the order of plans. Both plans must outlive it.
  std::vector<PlannedObject> With(const engine::Plan& predicted) const;

 private:
  const engine::Plan& plan_;
  std::vector<std::optional<value::Value>> foretold_;  // of the change with the same number, without marks
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_
