#include "http/connections.h"

#include <algorithm>
#include <tuple>

namespace rolecall::http {
namespace {

using State = Connection::State;

// The order in which connections make room: what nobody waits for first, what somebody known sends or reads last.
// -1: not at all.
int ShedRank(const Connection& connection) {
  switch (connection.state()) {
    case State::kClosing: return 0;
    case State::kIdle: return 1;
    case State::kHead: return 2;
    case State::kBody: return connection.known_sender() ? 4 : 3;
    case State::kWriting: return 5;
    case State::kHandling: break;
  }
  return -1;
}

}  // namespace

bool Connections::IsBoundByPeer(const std::string& peer) const {
  // ::1 is in the /64 of nothing else.
  if (peer.starts_with("127.") || peer == "::") return false;
  return !bounds_.trusted_peers.contains(peer);
}

bool Connections::Add(Connection* connection) {
  std::lock_guard lock(mutex_);
  const std::string& peer = connection->peer();
  if (IsBoundByPeer(peer)) {
    const auto found = of_peer_.find(peer);
    if (found != of_peer_.end() && found->second >= bounds_.per_peer && ShedOldest(peer, 1) == 0) return false;
  }
  if (live_ >= bounds_.all) ShedForRoom();
  if (live_ >= bounds_.all) return false;
  all_.insert(connection);
  ++of_peer_[peer];
  ++live_;
  return true;
}

void Connections::Forget(const Connection* connection) {
  --live_;
  const auto found = of_peer_.find(connection->peer());
  if (--found->second == 0) of_peer_.erase(found);
}

void Connections::Remove(Connection* connection) {
  std::lock_guard lock(mutex_);
  if (all_.erase(connection) == 0) return;
  if (!connection->was_shed()) Forget(connection);
  if (all_.empty()) emptied_.notify_all();
}

std::size_t Connections::ShedOldest(const std::string& peer, std::size_t count) {
  using Candidate = std::tuple<int, std::int64_t, Connection*>;
  std::vector<Candidate> candidates;
  for (Connection* connection : all_) {
    const int rank = ShedRank(*connection);
    if (rank < 0 || connection->was_shed() || (!peer.empty() && connection->peer() != peer)) continue;
    candidates.emplace_back(rank, connection->since(), connection);
  }
  count = std::min(count, candidates.size());
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end());
  for (std::size_t i = 0; i < count; ++i) {
    Connection* victim = std::get<Connection*>(candidates[i]);
    if (victim->Shed()) Forget(victim);
  }
  return count;
}

// Several at once, so that a full server does not look at all its connections for every new one.
void Connections::ShedForRoom() {
  const std::size_t batch = std::max<std::size_t>(1, bounds_.all / 64);
  const auto most = std::max_element(of_peer_.begin(), of_peer_.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == of_peer_.end()) return;
  const std::string peer = most->first;
  if (ShedOldest(peer, batch) == 0) ShedOldest("", batch);
}

void Connections::ShedSome() {
  std::lock_guard lock(mutex_);
  ShedForRoom();
}

std::size_t Connections::ShedBodies(std::size_t bytes) {
  std::lock_guard lock(mutex_);
  std::vector<std::pair<std::size_t, Connection*>> candidates;
  for (Connection* connection : all_) {
    const bool unfinished = connection->state() == State::kBody || connection->state() == State::kHead;
    if (!unfinished || connection->known_sender() || connection->was_shed()) continue;
    if (connection->held_bytes() > 0) candidates.emplace_back(connection->held_bytes(), connection);
  }
  std::sort(candidates.rbegin(), candidates.rend());
  std::size_t freed = 0;
  for (const auto& [held, victim] : candidates) {
    if (freed >= bytes) break;
    if (!victim->Shed()) continue;
    Forget(victim);
    freed += victim->ExchangeHeldBytes(0);
  }
  return freed;
}

void Connections::EndLate(Connection::TimePoint now) {
  std::lock_guard lock(mutex_);
  for (Connection* connection : all_) connection->EndIfLate(now);
}

void Connections::EndIdle(Connection::TimePoint now) {
  std::lock_guard lock(mutex_);
  for (Connection* connection : all_) connection->EndIfIdle(now);
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
