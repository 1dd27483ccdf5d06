// Store: an ordered map from keys to values that survives, with atomic batches. Knows nothing of what it holds.
//
//   Batch batch;
//   batch.conditions.push_back({"iam/role/x", 0});               // must not exist
//   batch.puts.push_back({"iam/role/x", json});
//   ROLECALL_TRY(std::uint64_t revision, store->Commit(std::move(batch)));
//
// Every committed batch gets the next revision (1, 2, …); an entry carries the revision of the batch that wrote it.
// Commit answers after the batch is durable; batches of concurrent callers are made durable together. Submit fixes
// the order at once and Wait (exactly once for each ticket) waits for durability: whoever submits under a lock may
// wait without it. Reads see what is committed. Conditions are looked at when the batch's turn comes.
//
// Keys: 1 to 2048 bytes, any bytes but NUL first; values up to kMaxValueBytes. Order is by bytes.
// Threads: all functions may be called from any thread.
// Errors: kConflict (a condition does not hold; nothing was written), kInvalidArgument (bounds), kDataLoss (damaged),
// kUnavailable (I/O; after a failed write every further write is refused until the store is opened again).
#ifndef ROLECALL_STORE_STORE_H_
#define ROLECALL_STORE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::store {

inline constexpr std::size_t kMaxKeyBytes = 2048;
inline constexpr std::size_t kMaxValueBytes = 64u << 20;
inline constexpr std::size_t kMaxBatchEntries = 4096;

struct Entry {
  std::string key;
  std::string value;
  std::uint64_t revision = 0;
};

// The key's entry must have this revision; 0: the key must be absent.
struct Condition {
  std::string key;
  std::uint64_t revision = 0;
};

struct Put {
  std::string key;
  std::string value;
};

struct Batch {
  std::vector<Condition> conditions;
  std::vector<Put> puts;
  std::vector<std::string> deletes;  // absent keys are fine; applied before the puts
};

class Store {
 public:
  using Ticket = std::uint64_t;

  virtual ~Store() = default;
  virtual Result<std::optional<Entry>> Get(std::string_view key) = 0;
  // Up to `limit` entries with this prefix whose keys come after `after` (empty: from the first), in order.
  virtual Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) = 0;
  virtual Ticket Submit(Batch batch) = 0;
  // The batch's revision.
  virtual Result<std::uint64_t> Wait(Ticket ticket) = 0;

  Result<std::uint64_t> Commit(Batch batch) { return Wait(Submit(std::move(batch))); }
};

// The bounds above. Used by every implementation.
Result<void> CheckBatch(const Batch& batch);

// The first key after all keys with this prefix; empty: there is none.
std::string PrefixEnd(std::string_view prefix);

// For tests and throw-away servers: nothing survives.
std::unique_ptr<Store> OpenMemoryStore();

// A SQLite database (WAL, synchronous=FULL) that this process alone may open. Makes the file, 0600, if it is missing;
// its directory must exist. kConflict: another process has it open.
Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

// "memory:", "sqlite:PATH", or a plain path (SQLite). kUnimplemented: etcd://.
Result<std::unique_ptr<Store>> OpenStore(std::string_view where);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_STORE_H_
