// The threads that run a server's connections and handlers: as many as it was given, and one more for each handler that
// takes long (see lanes.h), so that waiting handlers never keep the others from being read, handled and answered. A
// thread of its own looks every few milliseconds, while handlers run at all. For the sources of this folder only.
//
// On a busy server whose handlers are quick there are no more threads than it was given: every further one would cost
// them time.
#ifndef ROLECALL_HTTP_IO_THREADS_H_
#define ROLECALL_HTTP_IO_THREADS_H_

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>

#include "http/lanes.h"

namespace rolecall::http {

class IoThreads {
 public:
  // Both must outlive it. Starts at once.
  IoThreads(boost::asio::io_context& io, Lanes& lanes, int count);
  // The io_context must have been stopped.
  ~IoThreads();

 private:
  struct IoThread {
    std::thread thread;
    bool is_done = false;
  };

  void Watch();
  void Add();
  void Retire();
  void RunOne(IoThread& self);
  void JoinDone();

  boost::asio::io_context& io_;
  Lanes& lanes_;
  const int count_;
  std::mutex mutex_;
  std::list<IoThread> threads_;
  int running_ = 0;  // without those that are told to retire
  std::thread watch_;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_IO_THREADS_H_
