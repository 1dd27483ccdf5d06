#include "server/issuer_keys/fetcher.h"

#include <algorithm>

namespace rolecall::server {
namespace {

constexpr std::size_t kMostQueued = 256;

}  // namespace

Fetcher::~Fetcher() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    hopeful_.clear();
    doubtful_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Fetcher::Run(Task task, Lane lane) {
  std::lock_guard lock(mutex_);
  if (stopping_ || hopeful_.size() + doubtful_.size() >= kMostQueued) return false;
  (lane == Lane::kHopeful ? hopeful_ : doubtful_).push_back(std::move(task));
  if (idle_ == 0 && static_cast<int>(threads_.size()) < most_threads_) {
    threads_.emplace_back([this] { Work(); });
  }
  changed_.notify_one();
  return true;
}

bool Fetcher::Take(Task& task, Lane& lane) {
  const bool may_doubt = doubtful_running_ < std::max(1, most_threads_ / 2);
  lane = !hopeful_.empty() ? Lane::kHopeful : Lane::kDoubtful;
  std::deque<Task>& queue = lane == Lane::kHopeful ? hopeful_ : doubtful_;
  if (queue.empty() || (lane == Lane::kDoubtful && !may_doubt)) return false;
  task = std::move(queue.front());
  queue.pop_front();
  return true;
}

void Fetcher::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    Task task;
    Lane lane;
    ++idle_;
    changed_.wait(lock, [&] { return stopping_ || Take(task, lane); });
    --idle_;
    if (task == nullptr) return;
    if (lane == Lane::kDoubtful) ++doubtful_running_;
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
    if (lane == Lane::kDoubtful) --doubtful_running_;
    changed_.notify_one();
  }
}

}  // namespace rolecall::server
