// The threads that run a server's event loops and handlers. A connection belongs to one loop, and a loop has one thread
// as long as its handlers are quick: who waits for the next request is who handles it, and wakes nobody for that
// (waking another thread takes longer than many a request). For each handler of a loop that takes long there is one
// more, so that waiting handlers never keep the loop's other connections from being read, handled and answered; and one
// more in a loop whose handlers take a millisecond now and then. A thread of its own looks every few milliseconds,
// while handlers run at all. For the sources of this folder only.
//
// On a busy server whose handlers are quick there are no more threads than loops: every further one would cost them
// time.
#ifndef ROLECALL_HTTP_IO_THREADS_H_
#define ROLECALL_HTTP_IO_THREADS_H_

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/lanes.h"

namespace rolecall::http {

using EventLoops = std::vector<std::unique_ptr<boost::asio::io_context>>;
// At least one.
EventLoops MakeEventLoops(int count);

class IoThreads {
 public:
  // Both must outlive it; a group of the lanes for each loop. Starts at once.
  IoThreads(const EventLoops& loops, Lanes& lanes);
  // The loops must have been stopped.
  ~IoThreads();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Loop {
    boost::asio::io_context& io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keeps_on;  // also without connections
    int group = 0;
    int running = 0;  // threads, without those that are told to retire
    TimePoint last_needed = {};
  };
  struct IoThread {
    std::thread thread;
    bool is_done = false;
  };

  void Watch();
  // As many threads as it needs now.
  void Adjust(Loop& loop, int count_long);
  void Add(Loop& loop);
  void Retire(Loop& loop);
  void RunOne(Loop& loop, IoThread& self);
  void JoinDone();

  Lanes& lanes_;
  std::list<Loop> loops_;  // of the watch, but for `io`
  bool has_more_ = false;  // than a thread for each loop; of the watch
  std::mutex mutex_;
  std::list<IoThread> threads_;
  std::thread watch_;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_IO_THREADS_H_
