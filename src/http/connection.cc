#include "http/connection.h"

#include <sys/socket.h>

namespace rolecall::http {
namespace {

constexpr std::chrono::milliseconds kNew(500);
constexpr std::chrono::milliseconds kLastWord(1000);

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
  const bool was_late = late_.exchange(true, std::memory_order_relaxed);
  const State state = state_.load(std::memory_order_acquire);
  const bool is_reading = state == State::kHead || state == State::kBody;
  if (!is_reading || was_late) {
    shutdown(socket_, SHUT_RDWR);
    return;
  }
  // Its session now says 408 and enters another state; one that does not is cut off.
  const std::int64_t last_word = (now + kLastWord).time_since_epoch().count();
  deadline_.compare_exchange_strong(deadline, last_word, std::memory_order_relaxed);
  shutdown(socket_, SHUT_RD);
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
