#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/graph/graph.h"

namespace rolecall::engine {
namespace {

class GraphWalk {
 public:
  GraphWalk(const Graph& graph, std::function<bool()> stop)
      : graph_(graph), stop_(std::move(stop)), progress_(graph.size()) {
    waiters_.resize(graph.size());
    for (Graph::Id id = 0; id < graph.size(); ++id) {
      progress_[id].missing = graph.awaited(id).size();
      for (Graph::Id awaited : graph.awaited(id)) waiters_[awaited].push_back(id);
    }
    open_ = graph.size();
    for (Graph::Id id = 0; id < graph.size(); ++id) {
      if (progress_[id].missing == 0) tasks_.push_back(Task{id, kPrepare});
    }
  }

  std::vector<StepOutcome> Run(int threads) {
    std::vector<std::thread> workers;
    for (int i = 1; i < threads; ++i) workers.emplace_back([this] { Work(); });
    Work();
    for (std::thread& worker : workers) worker.join();
    std::vector<StepOutcome> outcomes;
    for (const Progress& progress : progress_) outcomes.push_back(progress.outcome);
    return outcomes;
  }

 private:
  static constexpr long long kPrepare = -1;
  static constexpr long long kFinish = -2;
  struct Task {
    Graph::Id id;
    long long part;  // or kPrepare, kFinish
  };
  struct Progress {
    std::size_t missing = 0;  // awaited steps that are not over
    std::size_t parts_left = 0;
    bool failed = false;
    bool skipped = false;
    StepOutcome outcome = StepOutcome::kSkipped;
  };

  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return !tasks_.empty() || open_ == 0; });
      if (tasks_.empty()) return;
      Task task = tasks_.front();
      tasks_.pop_front();
      Do(task, lock);
    }
  }

  void Do(const Task& task, std::unique_lock<std::mutex>& lock) {
    Progress& progress = progress_[task.id];
    if (graph_.is_pruned(task.id)) return Over(task.id, StepOutcome::kDone);
    if (task.part == kPrepare) {
      if (progress.skipped) return Over(task.id, StepOutcome::kSkipped);
      lock.unlock();
      bool stopped = stop_();
      long long parts = stopped ? 0 : graph_.step(task.id).Prepare();
      lock.lock();
      if (stopped) return Over(task.id, StepOutcome::kSkipped);
      if (parts < 0) return Over(task.id, StepOutcome::kFailed);
      progress.parts_left = static_cast<std::size_t>(parts);
      for (long long part = 0; part < parts; ++part) tasks_.push_back(Task{task.id, part});
      if (parts == 0) tasks_.push_front(Task{task.id, kFinish});
      changed_.notify_all();
      return;
    }
    if (task.part == kFinish) {
      lock.unlock();
      bool good = graph_.step(task.id).Finish();
      lock.lock();
      return Over(task.id, good && !progress.failed ? StepOutcome::kDone : StepOutcome::kFailed);
    }
    lock.unlock();
    bool good = !stop_() && graph_.step(task.id).Part(static_cast<std::size_t>(task.part));
    lock.lock();
    progress.failed = progress.failed || !good;
    if (--progress.parts_left == 0) {
      tasks_.push_front(Task{task.id, kFinish});
      changed_.notify_one();
    }
  }

  void Over(Graph::Id id, StepOutcome outcome) {
    progress_[id].outcome = outcome;
    --open_;
    for (Graph::Id waiter : waiters_[id]) {
      Progress& waiting = progress_[waiter];
      waiting.skipped = waiting.skipped || outcome != StepOutcome::kDone;
      if (--waiting.missing == 0) tasks_.push_back(Task{waiter, kPrepare});
    }
    changed_.notify_all();
  }

  const Graph& graph_;
  std::function<bool()> stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::vector<Progress> progress_;
  std::vector<std::vector<Graph::Id>> waiters_;
  std::size_t open_ = 0;
};

}  // namespace

std::vector<StepOutcome> WalkGraph(const Graph& graph, int threads, const std::function<bool()>& stop) {
  if (graph.size() == 0) return {};
  return GraphWalk(graph, stop).Run(threads < 1 ? 1 : threads);
}

}  // namespace rolecall::engine
