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
// The log: entry n is the batch that got revision n, its deletes and puts. Whoever applies the entries in order to what
// a store held before them has what the store holds. It is bounded: old entries are forgotten (Compact, or by the store
// itself), and who was that far behind reads everything anew: read Head(), Scan all, then apply the log from that head
// on. What is applied twice does no harm. Exact from the head on that is read after the scan.
// A batch with `expected_head` is written only if nobody, in any process, wrote since that revision.
//
// Damage: an entry has a checksum of its key, value and revision. One that is wrong is never given out: Get answers
// kDataLoss, Scan an entry that is marked and has no value.
#ifndef ROLECALL_STORE_STORE_H_
#define ROLECALL_STORE_STORE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace rolecall::store {

inline constexpr std::size_t kMaxKeyBytes = 2048;
inline constexpr std::size_t kMaxValueBytes = 64u << 20;
inline constexpr std::size_t kMaxBatchEntries = 4096;
// ReadLog gives no further entry when it has so much.
inline constexpr std::size_t kMaxLogPageBytes = 4u << 20;

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
  // The key is never written again with another value (it may be deleted): the log need not hold a large one twice.
  bool once = false;
};

struct Batch {
  std::vector<Condition> conditions;
  std::vector<Put> puts;
  std::vector<std::string> deletes;                 // absent keys are fine; applied before the puts
  bool follows = false;                             // made in the belief that all such batches before it were written
  std::optional<std::uint64_t> expected_head = {};  // the newest revision must be this one
  Time at = {};                                     // of the log's entry; none: the store's clock, if it has one
  // For a copy of another store: the batch gets this revision, whatever the newest was, and the log begins after it.
  // kUnimplemented: other processes may write, and it is not newer than theirs.
  std::optional<std::uint64_t> becomes = {};
};

// What one revision changed. Deletes are changes too, and are applied before the puts. A put of a value that is written
// once is left out if a later entry deletes it.
struct LogEntry {
  std::uint64_t revision = 0;
  Time at = {};
  std::vector<Put> puts;
  std::vector<std::string> deletes;
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

  // The newest revision: that of every batch which anyone, in any process, was told of before the call, or a later one.
  virtual Result<std::uint64_t> Head() = 0;
  // The entries after `after`, in order and without a gap, at most `limit` (1 or more) and about kMaxLogPageBytes, but
  // at least one; none: there is none newer. kNotFound: some are forgotten, or `after` is no revision of this store's
  // yet: who follows must read everything anew. kDataLoss: damaged; the same. kUnavailable: later.
  virtual Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) = 0;
  // Returns when there may be something newer than `head`, at once if there is, and after `timeout` at the latest: a
  // hint, never the truth. May return early for no reason.
  virtual void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) = 0;
  // Forgets the log's entries through this revision; what they wrote stays.
  virtual Result<void> Compact(std::uint64_t through) = 0;
  // Whether others write too (other processes, or the log of another store that is applied here).
  virtual bool shared() const { return false; }
  // Whether batches are refused (kPermissionDenied) since the log of another store is applied here.
  virtual bool read_only() const { return false; }
  // Then: when this store was last known to hold all that the other one has.
  virtual std::optional<Time> fresh_at() const { return std::nullopt; }

  // Batches that follow a failed one are taken again: whoever makes them knows of the failure.
  virtual void Resume() {}
  // Whether the last write went well.
  virtual bool writable() const { return true; }
  // The same; if it did not, a small one is tried. Waits for the disk.
  virtual Result<void> CheckWritable() { return {}; }

  Result<std::uint64_t> Commit(Batch batch) {
    Result<std::uint64_t> revision = Wait(Submit(std::move(batch)));
    if (revision.ok()) {
      std::uint64_t before = newest_commit_.load();
      while (before < *revision && !newest_commit_.compare_exchange_weak(before, *revision)) {
      }
    }
    return revision;
  }
  // The newest revision that Commit of this object gave.
  std::uint64_t newest_commit() const { return newest_commit_.load(); }

 private:
  std::atomic<std::uint64_t> newest_commit_{0};
};

// The bounds above. Used by every implementation.
Result<void> CheckBatch(const Batch& batch);
// kConflict: the newest revision is not the expected one.
Error HeadMoved();

// The first key after all keys with this prefix; empty: there is none.
std::string PrefixEnd(std::string_view prefix);

// How much of its log a store keeps that is not shared: what is beyond either is forgotten, some at each commit.
struct LogBounds {
  std::size_t bytes = 64u << 20;
  std::chrono::seconds age = std::chrono::hours(24);  // by the clock, if there is one
};

struct StoreOptions {
  bool must_exist = false;                                   // kNotFound rather than a new, empty store
  std::function<void(std::string_view key)> on_damage = {};  // called at each read of a damaged entry; any thread
  const Clock* clock = nullptr;                              // dates the log's entries; outlives the store
  LogBounds log = {};
};

// For tests and throw-away servers: nothing survives.
std::unique_ptr<Store> OpenMemoryStore(StoreOptions options = {});

// A SQLite database (WAL, synchronous=FULL) that this process alone may open. Makes the file, 0600, if it is missing;
// its directory must exist. kConflict: another process has it open. kPermissionDenied: see base/private_file.h.
Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, StoreOptions options = {});

// "memory:", "sqlite:PATH", or a plain path (SQLite). What nodes share: store/open/open_shared.h.
Result<std::unique_ptr<Store>> OpenStore(std::string_view where, StoreOptions options = {});

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_STORE_H_
