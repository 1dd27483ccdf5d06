#include "http/connection.h"

#include <sys/socket.h>

namespace rolecall::http {

void Connection::Enter(State state, std::chrono::milliseconds timeout) {
  std::int64_t deadline = 0;
  if (timeout.count() > 0) deadline = (std::chrono::steady_clock::now() + timeout).time_since_epoch().count();
  deadline_.store(deadline, std::memory_order_relaxed);
  // Sequentially consistent: a session that goes idle and a server that stops must not miss each other.
  state_.store(state);
}

void Connection::EndIfLate(std::chrono::steady_clock::time_point now) {
  std::int64_t deadline = deadline_.load(std::memory_order_relaxed);
  if (deadline == 0 || now.time_since_epoch().count() < deadline) return;
  bool was_late = late_.exchange(true, std::memory_order_relaxed);
  bool reading = state_.load(std::memory_order_acquire) == State::kReading;
  // The second time round even a reader is cut off: it had its chance to say 408.
  shutdown(socket_, reading && !was_late ? SHUT_RD : SHUT_RDWR);
}

void Connection::EndIfIdle() {
  if (state_.load() == State::kIdle) shutdown(socket_, SHUT_RD);
}

void Connection::EndNow() { shutdown(socket_, SHUT_RDWR); }

bool Connections::Add(Connection* connection, std::size_t limit) {
  std::lock_guard lock(mutex_);
  if (all_.size() >= limit) return false;
  all_.insert(connection);
  return true;
}

void Connections::Remove(Connection* connection) {
  std::lock_guard lock(mutex_);
  if (all_.erase(connection) == 1 && all_.empty()) emptied_.notify_all();
}

void Connections::EndLate(std::chrono::steady_clock::time_point now) {
  std::lock_guard lock(mutex_);
  for (Connection* connection : all_) connection->EndIfLate(now);
}

void Connections::EndIdle() {
  std::lock_guard lock(mutex_);
  for (Connection* connection : all_) connection->EndIfIdle();
}

void Connections::EndAll() {
  std::lock_guard lock(mutex_);
  for (Connection* connection : all_) connection->EndNow();
}

bool Connections::WaitUntilEmpty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time, [this] { return all_.empty(); });
}

}  // namespace rolecall::http
