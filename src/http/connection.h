// What the server sees of a connection, plain or TLS: how far it is and by when it must have gone on.
// For the sources of this folder only.
//
// One operation of a connection is under way at any time, so it needs no strand; the two atomics below are all that
// another thread touches. A connection that is late is woken by shutting its socket down for reading (it then
// answers 408 and goes) or, when it cannot write, for both. The socket is closed only after the connection has left
// the list, so that its number is never another's.
#ifndef ROLECALL_HTTP_CONNECTION_H_
#define ROLECALL_HTTP_CONNECTION_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_set>

namespace rolecall::http {

class Connection {
 public:
  enum class State : int { kIdle, kReading, kHandling, kWriting };

  virtual ~Connection() = default;
  // Thread-safe; see above.
  void EndIfLate(std::chrono::steady_clock::time_point now);
  void EndIfIdle();
  void EndNow();

 protected:
  explicit Connection(int socket) : socket_(socket) {}
  // `timeout` of zero: no limit.
  void Enter(State state, std::chrono::milliseconds timeout);
  // The time was up in this or an earlier state.
  bool late() const { return late_.load(std::memory_order_relaxed); }

 private:
  const int socket_;
  std::atomic<State> state_{State::kIdle};
  std::atomic<std::int64_t> deadline_{0};  // steady clock's ticks; 0: none
  std::atomic<bool> late_{false};
};

// All connections of a server. Threads: any.
class Connections {
 public:
  // False if there are `limit` already.
  bool Add(Connection* connection, std::size_t limit);
  void Remove(Connection* connection);
  void EndLate(std::chrono::steady_clock::time_point now);
  void EndIdle();
  void EndAll();
  // True if none is left within the time.
  bool WaitUntilEmpty(std::chrono::milliseconds time);

 private:
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::unordered_set<Connection*> all_;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_CONNECTION_H_
