// LockInfo: who holds a state's lock, as the JSON that OpenTofu and Terraform write beside the state, so that each sees
// the others' locks; and what came of one attempt to take it.
//
//   std::string body = FormatLockInfo(info);
//   ROLECALL_TRY(LockInfo holder, ParseLockInfo(body));      // kDataLoss: not an object; unknown members are ignored
//
// Takes no lock: backends do (backend.h), lock.h waits for them. Plain functions and values; any thread.
#ifndef ROLECALL_ENGINE_BACKEND_LOCK_INFO_H_
#define ROLECALL_ENGINE_BACKEND_LOCK_INFO_H_

#include <optional>
#include <string>
#include <string_view>

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

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_LOCK_INFO_H_
