// SharedStore: what the stores have in common that several processes write to (etcd, PostgreSQL).
//
// Batches of concurrent callers go in groups, one transaction each; a group that the database cannot take now is tried
// again for kWriteWithin (once only after a failure, so that writers do not queue behind a database that is away). A
// head that goes back is damage: the database was restored from a backup, or a standby took over without the newest
// writes; the store then says so to every caller until the process starts anew.
// For derived classes: CommitGroup and ReadHead; both may block.
#ifndef ROLECALL_STORE_SHARED_SHARED_STORE_H_
#define ROLECALL_STORE_SHARED_SHARED_STORE_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/change_signal.h"
#include "store/group_commit.h"
#include "store/shared/commit_plan.h"
#include "store/store.h"

namespace rolecall::store {

using SteadyTime = std::chrono::steady_clock::time_point;

inline constexpr std::chrono::milliseconds kWriteWithin{10000};
inline constexpr std::chrono::milliseconds kWriteWithinAfterFailure{1500};
inline constexpr std::chrono::milliseconds kReadWithin{8000};

// How much one transaction takes.
struct GroupBounds {
  std::size_t bytes;
  std::size_t entries;
};

class SharedStore : public Store {
 public:
  SharedStore(StoreOptions options, GroupBounds bounds);

  Ticket Submit(Batch batch) override { return commits_.Submit(std::move(batch)); }
  Result<std::uint64_t> Wait(Ticket ticket) override { return commits_.Wait(ticket); }
  Result<std::uint64_t> Head() override;
  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override { changed_.Await(head, timeout); }
  bool shared() const override { return true; }
  void Resume() override;
  bool writable() const override { return writable_.load(); }
  Result<void> CheckWritable() override;

 protected:
  // What became of one try of a transaction. An error of the try: it did not take place, or nobody knows.
  struct Attempt {
    Result<void> done;
    bool again = false;  // it did not take place, and may be tried at once or later
  };
  // Decides on the batches (PlanCommit, with `failed`) and writes them; `plan` is what was decided if `done` is good.
  // An answer that is lost is resolved before it is given; if that fails: kUnavailable, not to be tried again.
  virtual Attempt CommitGroup(std::span<const Batch> batches, const std::optional<Error>& failed, SteadyTime until,
                              CommitPlan& plan) = 0;
  virtual Result<std::uint64_t> ReadHead(SteadyTime until) = 0;
  // Writes something that changes nothing.
  virtual Result<void> TryWrite(SteadyTime until) = 0;

  Time Now() const { return options_.clock == nullptr ? Time() : options_.clock->Now(); }
  // Every head that is read goes through here, with the newest that was known before the reading began: readers may
  // overtake each other. kDataLoss: it went back.
  std::uint64_t Newest() const;
  Result<std::uint64_t> Seen(std::uint64_t head, std::uint64_t known_before);
  Entry Checked(Entry entry, std::int64_t checksum) const;
  // That there is a newer head, says somebody who may be wrong.
  void Hinted(std::uint64_t head);

 private:
  std::vector<GroupCommit::BatchResult> Apply(const std::vector<Batch>& batches);
  std::size_t GroupFrom(const std::vector<Batch>& batches, std::size_t first) const;
  void CommitUntilDone(std::span<const Batch> group, std::vector<GroupCommit::BatchResult>& outcomes);
  void NoteFailure(std::span<const Batch> group, const Error& error);

  const StoreOptions options_;
  const GroupBounds bounds_;
  std::atomic<bool> writable_{true};
  ChangeSignal changed_;
  mutable std::mutex mutex_;     // guards the two below
  std::optional<Error> failed_;  // why batches that follow others are refused
  std::uint64_t newest_ = 0;
  GroupCommit commits_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_SHARED_SHARED_STORE_H_
