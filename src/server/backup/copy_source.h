// CopySource: what a copy or a backup is made of, while it goes on changing: a store that is open here, or another
// node.
//
//   StoreSource source(store, on_damage);      NodeSource source(log_source);
//   ROLECALL_TRY(CopyRange range, CopyAll(source, sink, {.older_log = true}, clock));
//
// CopyAll reads all entries, then the log from the head of before on: with it the copy is what the store held at a
// revision. What is this node's own (log/local/, server/) is left out. One thread.
// Errors: the source's; kUnavailable: it changes faster than it can be read.
#ifndef ROLECALL_SERVER_BACKUP_COPY_SOURCE_H_
#define ROLECALL_SERVER_BACKUP_COPY_SOURCE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "server/replication/log_source.h"
#include "store/store.h"

namespace rolecall::server {

class CopySource {
 public:
  virtual ~CopySource() = default;
  // Entries whose keys come after `after`, in order.
  virtual Result<CopyPage> ReadCopy(const std::string& after) = 0;
  // Entries of the log after this revision; kNotFound: it does not go back so far.
  virtual Result<LogPage> ReadLog(std::uint64_t after, std::size_t limit) = 0;
};

class StoreSource final : public CopySource {
 public:
  // `store` outlives it. A value that is damaged comes as an empty one, and is told.
  StoreSource(store::Store& store, std::function<void(const std::string& key)> on_damage)
      : store_(store), on_damage_(std::move(on_damage)) {}
  Result<CopyPage> ReadCopy(const std::string& after) override;
  Result<LogPage> ReadLog(std::uint64_t after, std::size_t limit) override;

 private:
  Result<std::vector<store::Entry>> ScanAfter(const std::string& after);

  store::Store& store_;
  const std::function<void(const std::string&)> on_damage_;
};

class NodeSource final : public CopySource {
 public:
  // As above; the other node sends empty values for damaged ones.
  NodeSource(LogSource& node, std::function<void(const std::string& key)> on_damage)
      : node_(node), on_damage_(std::move(on_damage)) {}
  Result<CopyPage> ReadCopy(const std::string& after) override;
  Result<LogPage> ReadLog(std::uint64_t after, std::size_t limit) override;

 private:
  LogSource& node_;
  const std::function<void(const std::string&)> on_damage_;
  FollowerState state_;  // whose log it is, as the copy says
};

// Whether an entry belongs to the plane, and not to one node or one store.
bool IsCopied(std::string_view key);

// kDataLoss: none of the keys is the one that the store's secrets are sealed with; kNotFound: there is nothing in it.
Result<void> CheckKeyOf(CopySource& source, const crypto::KeyRing& keys);

class CopySink {
 public:
  virtual ~CopySink() = default;
  virtual Result<void> AddRecords(const std::vector<store::Put>& records) = 0;
  virtual Result<void> AddLog(const store::LogEntry& entry) = 0;
};

struct CopyRange {
  std::uint64_t begun = 0;  // as in store::BackupSummary
  std::uint64_t exact = 0;
  std::uint64_t last = 0;
  Time exact_at = {};
  Time made = {};
};

// `older_log`: the log of before the copy too, as far as there is one.
Result<CopyRange> CopyAll(CopySource& source, CopySink& sink, bool older_log, const Clock& clock);

// The revision that the log begins after: it can be read from there on.
Result<std::uint64_t> OldestReadable(CopySource& source, std::uint64_t head);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_COPY_SOURCE_H_
