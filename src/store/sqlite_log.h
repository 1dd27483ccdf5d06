// The log's table in the SQLite store. For this folder only; guarded by the store's lock. Calls that write happen
// inside of its transaction; one that is rolled back wants the bookkeeping of before (tally) back too.
#ifndef ROLECALL_STORE_SQLITE_LOG_H_
#define ROLECALL_STORE_SQLITE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite_database.h"
#include "store/store.h"

namespace rolecall::store {

class SqliteLog {
 public:
  using Find = std::function<Result<std::optional<Entry>>(const std::string& key)>;
  struct Tally {
    std::int64_t bytes = 0;
    std::int64_t oldest_at = 0;  // microseconds; of an empty log anything
  };

  // `database` outlives it.
  Result<void> Prepare(Database& database, const StoreOptions& options);

  // Adds the batch's entry, and forgets some of the oldest if there is too much.
  Result<void> Append(const Batch& batch, std::uint64_t revision);
  Result<void> Forget(std::uint64_t through);
  // Store::ReadLog; `head` is the newest revision.
  Result<std::vector<LogEntry>> Read(std::uint64_t head, std::uint64_t after, std::size_t limit, const Find& find);

  const Tally& tally() const { return tally_; }
  void Restore(const Tally& tally) { tally_ = tally; }

 private:
  Result<LogEntry> ReadRow(std::uint64_t revision, const Find& find);
  Result<std::vector<LogEntry>> ReadRows(std::uint64_t after, const Find& find);
  Result<void> ForgetSome(std::int64_t now);
  Result<void> Count();
  Result<void> Run(Statement& statement);

  Database* database_ = nullptr;
  const Clock* clock_ = nullptr;
  LogBounds bounds_;
  Statement append_, read_, forget_, oldest_;
  Tally tally_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_SQLITE_LOG_H_
