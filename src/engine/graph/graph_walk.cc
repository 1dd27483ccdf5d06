#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/graph/graph.h"

// How it works. A queue of tasks, one lock, any number of workers. A task is a stage of a step (Prepare, one part,
// Finish); the lock is open only while a step works. Each node counts what it still waits for (missing): whoever is
// over counts down its waiters, and the last one that a waiter misses puts its Prepare on the queue. Prepare says how
// many parts there are and queues them all, so that the parts of many steps mix; the last part to end queues Finish, in
// front, because others wait for it.
//
// Every node ends in Over exactly once: done, failed, or skipped (something that it waits for was not done, or the walk
// is stopped), which is passed on to its waiters in turn. So open_ comes to zero, and the workers end, on every way
// through a graph without a cycle. Pruned nodes are done without being asked.
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

  // A worker: sleeps while there is nothing to do but others are still at it.
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

  // Called and left with the lock held.
  void Do(const Task& task, std::unique_lock<std::mutex>& lock) {
    Progress& progress = progress_[task.id];
    if (graph_.is_pruned(task.id)) return Over(task.id, StepOutcome::kDone);
    const bool is_cleanup = graph_.step(task.id).IsCleanup();
    if (task.part == kPrepare) {
      if (progress.skipped && !is_cleanup) return Over(task.id, StepOutcome::kSkipped);
      lock.unlock();
      bool stopped = !is_cleanup && stop_();
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
    bool good = (is_cleanup || !stop_()) && graph_.step(task.id).Part(static_cast<std::size_t>(task.part));
    lock.lock();
    progress.failed = progress.failed || !good;
    if (--progress.parts_left == 0) {
      tasks_.push_front(Task{task.id, kFinish});
      changed_.notify_one();
    }
  }

  // Under the lock. The node is over: so may be what others wait for.
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
