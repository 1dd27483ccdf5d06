// LogSource: where a follower reads another node's log from: over HTTP (http_log_source.h), or simulated.
//
// Errors: kNotFound (the log does not go back so far, or this follower has what the other's history lacks: copy anew),
// kConflict (the other is of an older epoch: it is fenced, and nothing of it counts), kUnauthenticated and
// kPermissionDenied (it does not let us follow), kDataLoss, kUnavailable.
#ifndef ROLECALL_SERVER_REPLICATION_LOG_SOURCE_H_
#define ROLECALL_SERVER_REPLICATION_LOG_SOURCE_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace rolecall::server {

struct LogPage {
  std::vector<store::LogEntry> entries;
  std::uint64_t head = 0;               // the other's newest revision when it answered
  std::chrono::milliseconds behind{0};  // how old what it knows was then; 0 of a control plane
};

struct CopyPage {
  std::vector<store::Put> puts;  // in the order of their keys; values that were damaged there are empty
  std::uint64_t head = 0;        // when it was read
  bool is_last = false;
};

// Who asks.
struct FollowerState {
  std::string plane;  // "": nothing is known yet
  std::uint64_t epoch = 0;
  std::uint64_t revision = 0;
};

class LogSource {
 public:
  virtual ~LogSource() = default;
  // The entries after state.revision; waits so long at most for some.
  virtual Result<LogPage> ReadLog(const FollowerState& state, std::chrono::milliseconds wait) = 0;
  // Entries of the store whose keys come after `after`.
  virtual Result<CopyPage> ReadCopy(const std::string& after) = 0;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_LOG_SOURCE_H_
