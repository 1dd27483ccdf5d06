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
// kUnavailable (I/O), kResourceExhausted (no room). After a write that failed batches that follow it (Batch::follows)
// are refused until Resume(); others are tried, and succeed when there is room again.
//
// Damage: an entry has a checksum of its key, value and revision. One that is wrong is never given out: Get answers
// kDataLoss, Scan an entry that is marked and has no value.
#ifndef ROLECALL_STORE_STORE_H_
#define ROLECALL_STORE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
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
  bool damaged = false;  // the value is not what was written, and left out
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
  bool follows = false;              // made in the belief that all such batches before it were written
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

  // Batches that follow a failed one are taken again: whoever makes them knows of the failure.
  virtual void Resume() {}
  // Whether the last write went well.
  virtual bool writable() const { return true; }
  // The same; if it did not, a small one is tried. Waits for the disk.
  virtual Result<void> CheckWritable() { return {}; }

  Result<std::uint64_t> Commit(Batch batch) { return Wait(Submit(std::move(batch))); }
};

// The bounds above. Used by every implementation.
Result<void> CheckBatch(const Batch& batch);

// The first key after all keys with this prefix; empty: there is none.
std::string PrefixEnd(std::string_view prefix);

// For tests and throw-away servers: nothing survives.
std::unique_ptr<Store> OpenMemoryStore();

struct StoreOptions {
  bool must_exist = false;                                   // kNotFound rather than a new, empty store
  std::function<void(std::string_view key)> on_damage = {};  // called at each read of a damaged entry; any thread
};

// A SQLite database (WAL, synchronous=FULL) that this process alone may open. Makes the file, 0600, if it is missing;
// its directory must exist. kConflict: another process has it open. kPermissionDenied: see base/private_file.h.
Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, StoreOptions options = {});

// "memory:", "sqlite:PATH", or a plain path (SQLite). kUnimplemented: etcd://.
Result<std::unique_ptr<Store>> OpenStore(std::string_view where, StoreOptions options = {});

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_STORE_H_
