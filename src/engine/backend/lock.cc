#include "engine/backend/lock.h"

#include <algorithm>
#include <utility>

namespace rolecall::engine {
namespace {

constexpr std::chrono::milliseconds kFirstWait{1000};
constexpr std::chrono::milliseconds kLongestWait{16000};
constexpr std::chrono::milliseconds kSlow{400};

Error HeldError(const LockAttempt& attempt) {
  std::string message = "Error message: ";
  message += attempt.reason.empty() ? "the state is locked by somebody else" : attempt.reason;
  if (attempt.holder) message += "\n" + DescribeLock(*attempt.holder);
  message +=
      "\n\nRolecall locks the state while it works, so that two runs do not write it at the same time. Wait for the "
      "other run to end (-lock-timeout=5m waits for you). If it is sure that it ended without unlocking, run\n"
      "    rolecall force-unlock " +
      (attempt.holder ? attempt.holder->id : std::string("ID")) +
      "\nMost commands take -lock=false to go on without a lock, which is not recommended.";
  return {ErrorCode::kConflict, message};
}

}  // namespace

Result<std::string> AcquireLock(Backend& backend, const std::string& workspace, const LockOptions& options,
                                const std::string& id, const Clock& clock, Sleeper& sleeper) {
  if (!backend.CanLock()) return std::string();
  const Time start = clock.Now();
  std::chrono::milliseconds wait = kFirstWait;
  bool told = false;
  while (true) {
    LockInfo info{.id = id,
                  .operation = options.operation,
                  .info = options.info,
                  .who = options.who,
                  .version = options.version,
                  .created = FormatIso8601Millis(start),
                  .path = ""};
    ROLECALL_TRY(LockAttempt attempt, backend.TryLock(workspace, std::move(info)));
    if (attempt.acquired) return attempt.id;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(start + options.timeout - clock.Now());
    const bool cancelled = options.cancelled && options.cancelled();
    if (left <= std::chrono::milliseconds(0) || cancelled) return HeldError(attempt);
    // The first wait is longer than what counts as slow, so this is the moment to say so.
    if (!told && options.on_slow && std::min(wait, left) >= kSlow) options.on_slow();
    told = true;
    sleeper.Sleep(std::min(wait, left));
    wait = std::min(wait * 2, kLongestWait);
  }
}

}  // namespace rolecall::engine
