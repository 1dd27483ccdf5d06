// Threads that fetch, so that no request's thread has to: a few, started when they are needed.
//
// Two lanes: what went wrong the last time may hold half of the threads at most, so that issuers which do not answer
// do not keep the others waiting. Threads: any. The destructor drops what is queued and finishes what runs.
#ifndef ROLECALL_SERVER_ISSUER_KEYS_FETCHER_H_
#define ROLECALL_SERVER_ISSUER_KEYS_FETCHER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rolecall::server {

class Fetcher {
 public:
  using Task = std::function<void()>;
  enum class Lane { kHopeful, kDoubtful };

  explicit Fetcher(int most_threads) : most_threads_(most_threads) {}
  ~Fetcher();
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  // False: too much is queued; the task is not run.
  bool Run(Task task, Lane lane);

 private:
  void Work();
  // The next task that may run now; the mutex is held.
  bool Take(Task& task, Lane& lane);

  const int most_threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> hopeful_, doubtful_;
  int doubtful_running_ = 0;
  int idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ISSUER_KEYS_FETCHER_H_
