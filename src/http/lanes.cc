#include "http/lanes.h"

#include <algorithm>
#include <utility>

namespace rolecall::http {

Lanes::Lanes(const std::vector<int>& slots, std::size_t max_queue, std::chrono::milliseconds max_wait,
             std::function<void(int running)> before_work)
    : max_queue_(max_queue), max_wait_(max_wait), before_work_(std::move(before_work)) {
  for (const int count : slots) lanes_.push_back({.slots = std::max(1, count)});
  if (lanes_.empty()) lanes_.emplace_back();
}

int Lanes::slots() const {
  int sum = 0;
  for (const Lane& lane : lanes_) sum += lane.slots;
  return sum;
}

void Lanes::Enter(int index, std::shared_ptr<Job> job) {
  Lane& lane = lanes_[std::min(static_cast<std::size_t>(std::max(0, index)), lanes_.size() - 1)];
  int running = 0;
  bool full = false;
  {
    std::lock_guard lock(mutex_);
    if (lane.running < lane.slots) {
      ++lane.running;
      running = ++running_;
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
  before_work_(running);
  while (job != nullptr) {
    job->Work();
    job = Next(lane);
  }
}

std::shared_ptr<Job> Lanes::Next(Lane& lane) {
  std::lock_guard lock(mutex_);
  if (lane.queue.empty()) {
    --lane.running;
    --running_;
    return nullptr;
  }
  std::shared_ptr<Job> job = std::move(lane.queue.front().job);
  lane.queue.pop_front();
  return job;
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
