// Listens for PostgreSQL's notices of new revisions, on a connection and a thread of its own: a hint, never the truth.
//
//   Listener listener(target, [&](std::uint64_t head) { … });   // called from the listener's thread
//
// A connection that is lost is made anew, each time after a longer pause, ten seconds at most.
#ifndef ROLECALL_STORE_POSTGRESQL_LISTENER_H_
#define ROLECALL_STORE_POSTGRESQL_LISTENER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "store/postgresql/connection.h"

namespace rolecall::store {

class Listener {
 public:
  Listener(PostgresqlTarget target, std::function<void(std::uint64_t)> heard);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  void Run();
  bool Listen(PgConnection& connection);
  // False: it is time to stop.
  bool Pause(std::chrono::milliseconds time);

  const PostgresqlTarget target_;
  const std::function<void(std::uint64_t)> heard_;
  int stop_[2] = {-1, -1};  // a pipe: closing its end wakes the thread
  std::thread thread_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_POSTGRESQL_LISTENER_H_
