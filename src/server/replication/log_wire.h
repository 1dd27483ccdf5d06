// What a control plane and its followers send each other (log_pages.h has the paths).
//
// Entries of the log, one after the other: the revision, the time in microseconds since 1970 and the size of what
// follows, as 8, 8 and 4 bytes, the lowest first; then the changes (store/changes.h). A page of a copy: changes, all
// of them puts. Reading is strict: what is cut off or out of order is an error, and nothing of it is used.
#ifndef ROLECALL_SERVER_REPLICATION_LOG_WIRE_H_
#define ROLECALL_SERVER_REPLICATION_LOG_WIRE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace rolecall::server {

std::string FormatLog(const std::vector<store::LogEntry>& entries);
// The entries after `after`, without a gap. kDataLoss: they are not.
Result<std::vector<store::LogEntry>> ParseLog(std::string_view bytes, std::uint64_t after);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_LOG_WIRE_H_
