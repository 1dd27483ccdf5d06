// ReplicatedStore: the store of a node that others may follow, or that follows another one.
//
// Of a control plane it passes everything on, until it hears of a newer epoch: then it is read-only (Fence). Of a
// follower it holds a copy of the other's store, as far as its log was applied here: to those above it is a store that
// others write to (shared), and read-only until it is promoted. A copy in the making is not seen: head and log are
// those of before until it is whole. Threads: any; what changes a copy (Apply, the copy, Promote) is called by one at a
// time.
#ifndef ROLECALL_SERVER_REPLICATION_REPLICATED_STORE_H_
#define ROLECALL_SERVER_REPLICATION_REPLICATED_STORE_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "server/replication/epochs.h"
#include "server/replication/log_source.h"
#include "store/store.h"

namespace rolecall::server {

class ReplicatedStore final : public store::Store {
 public:
  enum class Role { kControl, kFollower };
  // Errors: the store's. kConflict: a follower's store is no copy and has records; a control plane's is a copy that was
  // not promoted, or was replaced by a newer one.
  static Result<std::unique_ptr<ReplicatedStore>> Open(std::unique_ptr<store::Store> local, Role role);

  // Whether a copy is there and whole.
  bool has_copy() const { return has_copy_.load(); }
  // Who asks the other for more.
  Result<FollowerState> state();
  // Entries of the other's log, from the next revision on.
  Result<void> Apply(const std::vector<store::LogEntry>& entries);

  // A copy: BeginCopy, the pages in order, EndCopy with the heads of the first page and of the last, Apply of the log
  // from the one through the other, ShowCopy. One that is cut short is begun anew.
  Result<void> BeginCopy();
  Result<void> PutPage(const std::string& after, const CopyPage& page);
  Result<void> EndCopy(std::uint64_t head, std::uint64_t through, const std::string& from);
  void ShowCopy();

  // When the other's head was at most what is here.
  void NoteFresh(Time at);

  // Makes this the control plane: the next epoch begins here. The new epoch's number.
  Result<std::uint64_t> Promote();
  // Which control planes there were; of a control plane's store without the record one is made. kNotFound: there is
  // none.
  Result<Epochs> ReadEpochs(Random& random);
  // A newer control plane was heard of: nothing is written here any more, and when it succeeds not after a start
  // either.
  Result<void> Fence(std::uint64_t epoch);
  bool fenced() const { return fenced_.load(); }

  Result<std::optional<store::Entry>> Get(std::string_view key) override { return local_->Get(key); }
  Result<std::vector<store::Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    return local_->Scan(prefix, after, limit);
  }
  Ticket Submit(store::Batch batch) override;
  Result<std::uint64_t> Wait(Ticket ticket) override;
  Result<std::uint64_t> Head() override;
  Result<std::vector<store::LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    return local_->ReadLog(after, limit);
  }
  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override {
    local_->AwaitChange(head, timeout);
  }
  Result<void> Compact(std::uint64_t through) override { return local_->Compact(through); }
  bool shared() const override { return is_follower_ || local_->shared(); }
  bool read_only() const override { return fenced_.load() || (is_follower_ && !promoted_.load()); }
  std::optional<Time> fresh_at() const override;
  void Resume() override { local_->Resume(); }
  bool writable() const override { return local_->writable(); }
  Result<void> CheckWritable() override { return local_->CheckWritable(); }

 private:
  static constexpr Ticket kRefused = ~Ticket{0};

  ReplicatedStore(std::unique_ptr<store::Store> local, Role role)
      : local_(std::move(local)), is_follower_(role == Role::kFollower) {}
  Result<void> OpenControl();
  Result<void> OpenFollower();
  Result<bool> Has(std::string_view key);

  const std::unique_ptr<store::Store> local_;
  const bool is_follower_;
  std::atomic<bool> has_copy_{false}, promoted_{false}, fenced_{false};
  std::mutex fence_mutex_;  // guards the one below
  bool fence_is_kept_ = false;
  mutable std::mutex mutex_;                 // guards the two below
  std::optional<std::uint64_t> shown_head_;  // while a copy is made: that of before
  Time fresh_at_ = {};
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_REPLICATED_STORE_H_
