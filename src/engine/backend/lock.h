// Taking the state's lock: how it is waited for, and how a refusal is told.
//
//   ROLECALL_TRY(std::string id, AcquireLock(backend, workspace, options, NewId(), clock, sleeper));
//   …
//   backend.Unlock(workspace, id);
//
// Threads: one for each backend; `on_slow` and `cancelled` are called on the caller's.
#ifndef ROLECALL_ENGINE_BACKEND_LOCK_H_
#define ROLECALL_ENGINE_BACKEND_LOCK_H_

#include <chrono>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "engine/backend/backend.h"

namespace rolecall::engine {

inline constexpr const char* kLockErrorSummary = "Error acquiring the state lock";

struct LockOptions {
  std::string operation = "OperationTypeInvalid";
  std::string info;
  std::string who;
  std::string version;
  std::chrono::milliseconds timeout{0};
  // Called once when waiting takes longer than 400 ms ("Acquiring state lock. This may take a few moments...").
  std::function<void()> on_slow;
  // Asked between attempts; true stops waiting. May be empty.
  std::function<bool()> cancelled;
};

// Takes the lock, waiting up to the timeout (1 s, 2, 4 … 16 s between attempts). The error (kConflict) tells who
// holds it, since when, and what to do; its headline is kLockErrorSummary. An empty id: the backend does not lock.
Result<std::string> AcquireLock(Backend& backend, const std::string& workspace, const LockOptions& options,
                                const std::string& id, const Clock& clock, Sleeper& sleeper);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_LOCK_H_
