// MadePlan: what a plan that was made already knows of the one that predicts what it leaves unknown, so that little of
// the configuration is looked at a second time.
//
//   const MadePlan made(plan);
//   options.foretell = [&made](const auto& address, const auto& block, auto& provider) {
//     return made.Foretell(address, block, provider);
//   };
//
// Of a new object whose arguments were all known the second plan would say the same again: only what its provider
// predicts of it (offline_provider.h) is added.
#ifndef ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_
#define ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_

#include <optional>

#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/provider/provider.h"

namespace rolecall::access {

class MadePlan {
 public:
  // The plan must outlive it.
  explicit MadePlan(const engine::Plan& plan) : plan_(plan) {}

  // Nothing: the object has to be planned. `block` is its, `provider` one of an OfflineCatalogue.
  std::optional<engine::ResourceChange> Foretell(const engine::ResourceAddress& address,
                                                 const engine::ResourceBlock& block, engine::Provider& provider) const;

 private:
  const engine::ResourceChange* Find(const engine::ResourceAddress& address) const;

  const engine::Plan& plan_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_MADE_PLAN_H_
