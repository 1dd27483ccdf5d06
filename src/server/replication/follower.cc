#include "server/replication/follower.h"

#include <utility>

namespace rolecall::server {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::chrono::milliseconds kAfterFailure{500};
// No follower that is less than an hour behind has to read everything anew.
constexpr std::chrono::hours kLogKept{2};
constexpr std::chrono::minutes kNotedEvery{1};

}  // namespace

Stepping::Stepping(std::function<bool()> step, std::chrono::milliseconds after_failure)
    : thread_([this, step = std::move(step), after_failure] {
        std::unique_lock<std::mutex> lock(mutex_);
        while (!stopping_) {
          lock.unlock();
          const bool went_well = step();
          lock.lock();
          if (!went_well) stopped_.wait_for(lock, after_failure, [this] { return stopping_; });
        }
      }) {}

Stepping::~Stepping() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

Follower::Follower(Parts parts) : parts_(std::move(parts)) {
  thread_ = std::make_unique<Stepping>([this] { return Step(); }, kAfterFailure);
}

bool Follower::Step() {
  directory::Directory& directory = parts_.directory;
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t before = directory.revision();
  directory.store().AwaitChange(before, kLookEvery);
  const bool was_told = std::chrono::steady_clock::now() - began < kLookEvery;
  const Result<directory::Followed> followed = directory.Follow();
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(directory.staleness());
  parts_.metrics.Set("rolecall_staleness_seconds", static_cast<std::uint64_t>(age.count()));
  parts_.metrics.Set("rolecall_applied_revision", directory.revision());
  if (std::exchange(was_away_, !followed.ok()) == followed.ok()) {
    parts_.warn(followed.ok() ? "the store's log is followed again"
                              : "the store's log cannot be followed: " + followed.error().message);
  }
  if (!followed.ok()) return false;
  if (!was_told && followed->entries > 0) parts_.metrics.Count("rolecall_watch_gaps_total", "kind", "missed");
  if (followed->read_anew) parts_.metrics.Count("rolecall_watch_gaps_total", "kind", "forgotten");
  parts_.metrics.Set("rolecall_unreadable_records", directory.unreadable().size());
  Compact(followed->head);
  return true;
}

void Follower::Compact(std::uint64_t head) {
  if (parts_.directory.store().read_only()) return;  // its own store bounds its log
  const Time now = parts_.clock.Now();
  if (heads_.empty() || now - heads_.back().first >= kNotedEvery) heads_.emplace_back(now, head);
  if (now - heads_.front().first < kLogKept) return;
  (void)parts_.directory.store().Compact(heads_.front().second);
  heads_.erase(heads_.begin());
}

}  // namespace rolecall::server
