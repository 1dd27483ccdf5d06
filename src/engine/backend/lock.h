// The state lock: who holds it, how it is waited for, and how a refusal is told.
//
// LockInfo is the JSON that OpenTofu and Terraform write beside the state, so each sees the others' locks.
// Threads: plain functions and values; FileLocker may be called from any thread.
#ifndef ROLECALL_ENGINE_BACKEND_LOCK_H_
#define ROLECALL_ENGINE_BACKEND_LOCK_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/result.h"

namespace rolecall::engine {

struct LockInfo {
  std::string id;
  std::string operation;  // "OperationTypePlan", "OperationTypeApply", …
  std::string info;
  std::string who;  // "user@host"
  std::string version;
  std::string created;  // RFC 3339 with a fraction, in UTC: "2026-11-23 18:11:14.123456 +0000 UTC" when shown
  std::string path;
};

// The compact JSON body, keys in Go's order.
std::string FormatLockInfo(const LockInfo& info);
Result<LockInfo> ParseLockInfo(std::string_view json);
// The "Lock Info:" block, two spaces deep.
std::string DescribeLock(const LockInfo& info);

// What came of one attempt: ours, or held by somebody else.
struct LockAttempt {
  bool acquired = false;
  std::string id;                  // of our lock; empty = the backend does not lock
  std::optional<LockInfo> holder;  // of a foreign lock, if it could be read
  std::string reason;              // why not, for the message
};

// A kernel lock (fcntl) on a file, released when the handle goes. Only the real one touches the disk.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileLocker {
 public:
  virtual ~FileLocker() = default;
  // Creates the file if it is missing (`created` tells). kConflict: another process holds it.
  virtual Result<std::unique_ptr<FileLock>> Acquire(const std::string& path, bool& created) = 0;
};

class SystemFileLocker final : public FileLocker {
 public:
  Result<std::unique_ptr<FileLock>> Acquire(const std::string& path, bool& created) override;
};

using aws::Sleeper;

class Backend;

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
