// What the server sees of a connection, plain or TLS: how far it is, since when, by when it must have gone on, and what
// it holds. For the sources of this folder only.
//
// One operation of a connection is under way at any time, so it needs no strand; the atomics below are all that another
// thread touches. A connection that is late is woken by shutting its socket down for reading (it then answers 408 and
// goes) or, when it cannot write, for both. The socket is closed only after the connection has left the list, so that
// its number is never another's.
#ifndef ROLECALL_HTTP_CONNECTION_H_
#define ROLECALL_HTTP_CONNECTION_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace rolecall::http {

class Connection {
 public:
  // kHead: its header (or handshake) is not complete; kClosing: it was answered, what it still sends is dropped.
  enum class State : int { kIdle, kHead, kBody, kHandling, kWriting, kClosing };
  using TimePoint = std::chrono::steady_clock::time_point;

  virtual ~Connection() = default;
  // Thread-safe; see above.
  void EndIfLate(TimePoint now);
  // Also one that is new and has not sent anything, unless it came a moment ago: its first request is under way.
  void EndIfIdle(TimePoint now);
  void EndNow();
  // It makes room for others: is closed, or answers 503 if it was sending a body. False if it did so before.
  bool Shed();

  State state() const { return state_.load(std::memory_order_relaxed); }
  // Steady clock's ticks, when it came into its state (as far as the state has a limit).
  std::int64_t since() const { return since_.load(std::memory_order_relaxed); }
  std::size_t held_bytes() const { return held_bytes_.load(std::memory_order_relaxed); }
  // Another count of what it holds; answers the one before. Who takes bytes out of the count gives them back.
  std::size_t ExchangeHeldBytes(std::size_t bytes) { return held_bytes_.exchange(bytes, std::memory_order_relaxed); }
  bool known_sender() const { return known_sender_.load(std::memory_order_relaxed); }
  bool was_shed() const { return shed_.load(std::memory_order_relaxed); }
  // Whose it is: an address, of IPv6 a /64.
  const std::string& peer() const { return peer_; }

 protected:
  Connection(int socket, std::string peer) : socket_(socket), peer_(std::move(peer)) {}
  // `timeout` of zero: no limit.
  void Enter(State state, std::chrono::milliseconds timeout);
  // Another limit for the same state.
  void Extend(std::chrono::milliseconds timeout);
  // The time was up in this or an earlier state.
  bool late() const { return late_.load(std::memory_order_relaxed); }
  // It had an answer.
  bool served() const { return served_.load(std::memory_order_relaxed); }
  void set_served() { served_.store(true, std::memory_order_relaxed); }
  void set_known_sender(bool known) { known_sender_.store(known, std::memory_order_relaxed); }

 private:
  const int socket_;
  const std::string peer_;
  std::atomic<State> state_{State::kIdle};
  std::atomic<std::int64_t> since_{0};
  std::atomic<std::int64_t> deadline_{0};  // steady clock's ticks; 0: none
  std::atomic<std::size_t> held_bytes_{0};
  std::atomic<bool> known_sender_{false};
  std::atomic<bool> served_{false};
  std::atomic<bool> late_{false};
  std::atomic<bool> shed_{false};
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_CONNECTION_H_
