#include "http/lanes.h"

#include <algorithm>
#include <utility>

namespace rolecall::http {

std::uint64_t Lanes::Ages::Begin() {
  ++young_[looks_ & 1];
  return looks_;
}

void Lanes::Ages::End(std::uint64_t begun) { --(looks_ - begun < 2 ? young_[begun & 1] : long_); }

int Lanes::Ages::Look() {
  ++looks_;
  long_ += std::exchange(young_[looks_ & 1], 0);
  return long_;
}

Lanes::Lanes(const std::vector<int>& slots, std::size_t max_queue, std::chrono::milliseconds max_wait)
    : max_queue_(max_queue), max_wait_(max_wait) {
  for (const int count : slots) lanes_.push_back({.slots = std::max(1, count)});
  if (lanes_.empty()) lanes_.emplace_back();
}

void Lanes::Enter(int index, std::shared_ptr<Job> job) {
  Lane& lane = lanes_[std::min(static_cast<std::size_t>(std::max(0, index)), lanes_.size() - 1)];
  std::uint64_t begun = 0;
  bool full = false;
  {
    std::lock_guard lock(mutex_);
    if (lane.running < lane.slots) {
      ++lane.running;
      begun = ages_.Begin();
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

std::shared_ptr<Job> Lanes::Next(Lane& lane, std::uint64_t& begun) {
  std::lock_guard lock(mutex_);
  ages_.End(begun);
  if (lane.queue.empty()) {
    --lane.running;
    return nullptr;
  }
  begun = ages_.Begin();
  std::shared_ptr<Job> job = std::move(lane.queue.front().job);
  lane.queue.pop_front();
  return job;
}

bool Lanes::AwaitWork(bool at_once) {
  std::unique_lock lock(mutex_);
  watch_waits_ = !at_once;
  if (!at_once) watch_.wait(lock, [this] { return watch_ends_ || ages_.running() > 0; });
  watch_waits_ = false;
  return !watch_ends_;
}

int Lanes::CountLong() {
  std::lock_guard lock(mutex_);
  return ages_.Look();
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
