#include "http/lanes.h"

#include <algorithm>
#include <utility>

namespace rolecall::http {
namespace {

// Much more than a job that has not waited.
constexpr std::chrono::milliseconds kWaited{1};

thread_local std::size_t own_group = 0;

}  // namespace

Lanes::Begun Lanes::Ages::Begin() {
  ++young_[looks_ & 1];
  return {looks_, std::chrono::steady_clock::now()};
}

void Lanes::Ages::End(const Begun& begun, bool waits) {
  --(looks_ - begun.look < 2 ? young_[begun.look & 1] : long_);
  // (Work may take as long, when the system has other things to do.)
  if (waits) has_waited_ = has_waited_ || std::chrono::steady_clock::now() - begun.time >= kWaited;
}

int Lanes::Ages::Look() {
  ++looks_;
  long_ += std::exchange(young_[looks_ & 1], 0);
  return long_ + (std::exchange(has_waited_, false) ? 1 : 0);
}

void Lanes::JoinGroup(int group) { own_group = static_cast<std::size_t>(group); }

Lanes::Ages& Lanes::OwnAges() { return ages_[std::min(own_group, ages_.size() - 1)]; }

Lanes::Lanes(const std::vector<int>& slots, std::size_t max_queue, std::chrono::milliseconds max_wait, int groups,
             const std::vector<int>& waiting)
    : max_queue_(max_queue), max_wait_(max_wait), ages_(static_cast<std::size_t>(std::max(1, groups))) {
  for (const int count : slots) lanes_.push_back({.slots = std::max(1, count)});
  if (lanes_.empty()) lanes_.emplace_back();
  for (const int lane : waiting) lanes_.at(static_cast<std::size_t>(lane)).waits = true;
}

void Lanes::Enter(int index, std::shared_ptr<Job> job) {
  Lane& lane = lanes_[std::min(static_cast<std::size_t>(std::max(0, index)), lanes_.size() - 1)];
  Begun begun;
  bool full = false;
  {
    std::lock_guard lock(mutex_);
    if (lane.running < lane.slots) {
      ++lane.running;
      begun = OwnAges().Begin();
      if (watch_waits_) watch_.notify_one();
    } else if (lane.queue.size() < max_queue_) {
      lane.queue.push_back({std::move(job), std::chrono::steady_clock::now()});
      return;
    } else {
      full = true;
    }
  }
  if (full) {
    job->TurnAway();
    return;
  }
  while (job != nullptr) {
    job->Work();
    job = Next(lane, begun);
  }
}

std::shared_ptr<Job> Lanes::Next(Lane& lane, Begun& begun) {
  std::lock_guard lock(mutex_);
  OwnAges().End(begun, lane.waits);
  if (lane.queue.empty()) {
    --lane.running;
    return nullptr;
  }
  begun = OwnAges().Begin();
  std::shared_ptr<Job> job = std::move(lane.queue.front().job);
  lane.queue.pop_front();
  return job;
}

bool Lanes::AwaitWork(bool at_once) {
  std::unique_lock lock(mutex_);
  watch_waits_ = !at_once;
  const auto works = [this] {
    return watch_ends_ || std::ranges::any_of(ages_, [](const Ages& ages) { return ages.running() > 0; });
  };
  if (!at_once) watch_.wait(lock, works);
  watch_waits_ = false;
  return !watch_ends_;
}

std::vector<int> Lanes::CountLong() {
  std::lock_guard lock(mutex_);
  std::vector<int> counts;
  for (Ages& ages : ages_) counts.push_back(ages.Look());
  return counts;
}

void Lanes::EndWatch() {
  std::lock_guard lock(mutex_);
  watch_ends_ = true;
  watch_.notify_one();
}

void Lanes::TurnAwayLate(TimePoint now) {
  std::vector<std::shared_ptr<Job>> late;
  {
    std::lock_guard lock(mutex_);
    for (Lane& lane : lanes_) {
      while (!lane.queue.empty() && now - lane.queue.front().since > max_wait_) {
        late.push_back(std::move(lane.queue.front().job));
        lane.queue.pop_front();
      }
    }
  }
  for (const std::shared_ptr<Job>& job : late) job->TurnAway();
}

}  // namespace rolecall::http
