// UiHook: who watches an engine at work; the CLI prints it. StateSink: who keeps the state.
//
// Threads: called from the engine's worker threads, never two calls at once (the engine holds a lock): an
// implementation needs none of its own. Calls must not call back into the engine.
#ifndef ROLECALL_ENGINE_PLAN_UI_HOOK_H_
#define ROLECALL_ENGINE_PLAN_UI_HOOK_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "engine/plan/plan.h"
#include "engine/state/address.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// What is done about an ephemeral resource.
enum class EphemeralAction : std::uint8_t { kNone, kOpen, kRenew, kClose };

// One operation on one object. `id` is the object's id as far as known ("" otherwise; never a secret).
struct ResourceEvent {
  ResourceAddress address;
  std::string deposed;
  Action action = Action::kNoOp;  // kCreate, kUpdate, kDelete, kRead (data source)
  std::string id;
  std::chrono::seconds elapsed{0};
  std::string provisioner = {};  // of kProvision…: "local-exec"
  std::string text = {};         // kProvisionOutput: one line; kEphemeralDeferred: why
  EphemeralAction ephemeral = EphemeralAction::kNone;
  std::string id_name = "id";  // kImport…: what `id` is of the object's identity
};

enum class Progress : std::uint8_t {
  kRefreshStarted,  // "ADDR: Refreshing state... [id=X]"
  kRefreshComplete,
  kReadStarted,  // "data.x: Reading..."
  kReadComplete,
  kImportPreparing,  // while planning; then it is refreshed
  kImportStarted,    // while applying
  kImportComplete,
  kApplyStarted,   // "ADDR: Creating..."
  kApplyProgress,  // every 10 s
  kApplyComplete,
  kApplyFailed,  // the reason is in the diagnostics
  kProvisionStarted,
  kProvisionOutput,
  kProvisionComplete,
  kProvisionFailed,
  kEphemeralDeferred,  // "ephemeral.x: Configuration unknown, deferring...": the apply will open it
  kEphemeralStarted,   // "ephemeral.x: Opening..."
  kEphemeralProgress,  // every 10 s
  kEphemeralComplete,
  kEphemeralFailed,  // the reason is in the diagnostics
};

class UiHook {
 public:
  virtual ~UiHook() = default;
  virtual void Tell(Progress what, const ResourceEvent& event) = 0;
};

class StateSink {
 public:
  virtual ~StateSink() = default;
  // The whole state after one change. Called after every change of an apply, in order; may be slow.
  // A failure stops the apply as an interrupt would, and is reported.
  virtual Result<void> StateChanged(const State& state) = 0;
  // `hand_over` calls StateChanged with the state as it is now: for when a run is interrupted. It may be called from
  // any thread until Follow is called with an empty function, at the end of the apply.
  virtual void Follow(std::function<void()> hand_over) { (void)hand_over; }
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_UI_HOOK_H_
