// All connections of a server, and which of them make room when there are too many or they hold too much.
// For the sources of this folder only. Threads: any.
#ifndef ROLECALL_HTTP_CONNECTIONS_H_
#define ROLECALL_HTTP_CONNECTIONS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "http/connection.h"

namespace rolecall::http {

struct ConnectionBounds {
  std::size_t all = 4096;
  std::size_t per_peer = 512;
  std::unordered_set<std::string> trusted_peers = {};  // that per_peer does not hold for (as Connection::peer)
};

class Connections {
 public:
  explicit Connections(ConnectionBounds bounds) : bounds_(std::move(bounds)) {}

  // False if there are too many and none makes room. Others may have been shed for it.
  bool Add(Connection* connection);
  void Remove(Connection* connection);
  // Out of descriptors: some idle or slow ones go.
  void ShedSome();
  // Unfinished bodies of unknown senders are given up until `bytes` are free or there are none. Answers how many are:
  // they count as free at once, and are within moments.
  std::size_t ShedBodies(std::size_t bytes);

  void EndLate(Connection::TimePoint now);
  void EndIdle(Connection::TimePoint now);
  void EndAll();
  // True if none is left within the time.
  bool WaitUntilEmpty(std::chrono::milliseconds time);

 private:
  bool IsBoundByPeer(const std::string& peer) const;
  // Sheds at most `count` of those of `peer` (empty: of all) that can go; answers how many. The mutex is held.
  std::size_t ShedOldest(const std::string& peer, std::size_t count);
  void ShedForRoom();
  void Forget(const Connection* connection);

  const ConnectionBounds bounds_;
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::unordered_set<Connection*> all_;
  std::unordered_map<std::string, std::size_t> of_peer_;  // without those that were shed
  std::size_t live_ = 0;                                  // the same, of all
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_CONNECTIONS_H_
