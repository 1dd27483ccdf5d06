#include "http/connection.h"

#include <sys/socket.h>

namespace rolecall::http {
namespace {

constexpr std::chrono::milliseconds kNew(500);

}  // namespace

void Connection::Enter(State state, std::chrono::milliseconds timeout) {
  std::int64_t deadline = 0;
  if (timeout.count() > 0) {
    const TimePoint now = std::chrono::steady_clock::now();
    since_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    deadline = (now + timeout).time_since_epoch().count();
  }
  deadline_.store(deadline, std::memory_order_relaxed);
  // Sequentially consistent: a session that goes idle and a server that stops must not miss each other.
  state_.store(state);
}

void Connection::Extend(std::chrono::milliseconds timeout) {
  const TimePoint start{TimePoint::duration(since_.load(std::memory_order_relaxed))};
  deadline_.store((start + timeout).time_since_epoch().count(), std::memory_order_relaxed);
}

void Connection::EndIfLate(TimePoint now) {
  std::int64_t deadline = deadline_.load(std::memory_order_relaxed);
  if (deadline == 0 || now.time_since_epoch().count() < deadline) return;
  bool was_late = late_.exchange(true, std::memory_order_relaxed);
  const State state = state_.load(std::memory_order_acquire);
  bool reading = state == State::kHead || state == State::kBody;
  // The second time round even a reader is cut off: it had its chance to say 408.
  shutdown(socket_, reading && !was_late ? SHUT_RD : SHUT_RDWR);
}

void Connection::EndIfIdle(TimePoint now) {
  if (state_.load() != State::kIdle) return;
  const TimePoint since{TimePoint::duration(since_.load(std::memory_order_relaxed))};
  if (served() || now - since >= kNew) shutdown(socket_, SHUT_RD);
}

void Connection::EndNow() { shutdown(socket_, SHUT_RDWR); }

bool Connection::Shed() {
  if (shed_.exchange(true, std::memory_order_relaxed)) return false;
  shutdown(socket_, state_.load(std::memory_order_acquire) == State::kBody ? SHUT_RD : SHUT_RDWR);
  return true;
}

}  // namespace rolecall::http
