// Provisioners of one object, run one after another when it was made or before it goes.
//
//   if (!Provision(context, {&block.provisioners, module, address, repetition, &object}, false, diagnostics)) … tainted
//   …
//
// False: one failed that must not, and was reported. One whose failure is let pass (on_failure = continue) is as if it
// had succeeded, as in Terraform. Threads: any, for different objects at once.
#ifndef ROLECALL_ENGINE_APPLY_PROVISIONING_H_
#define ROLECALL_ENGINE_APPLY_PROVISIONING_H_

#include "base/environment.h"
#include "base/random.h"
#include "engine/config/expansion.h"
#include "engine/graph/hook_caller.h"
#include "engine/graph/walk.h"
#include "engine/plan/options.h"

namespace rolecall::engine {

struct Provisioned {
  const ProvisionerList* provisioners = nullptr;
  const Module* module = nullptr;  // whose names the blocks use
  ResourceAddress address;
  const Repetition* repetition = nullptr;
  const value::Value* self = nullptr;  // marked
};

struct ProvisionContext {
  Walk& walk;
  HookCaller& hooks;
  const Environment& environment;
  Random& random;
  const Interrupt* interrupt = nullptr;
};

bool Provision(const ProvisionContext& context, const Provisioned& object, bool on_destroy,
               diag::Diagnostics& diagnostics);

// count.index and each.key of an instance that may be in the configuration no more.
Repetition RepetitionOf(const InstanceKey& key);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_APPLY_PROVISIONING_H_
