// EventRing: the newest requests of a plane, for pages that wait for more.
//
//   ring.Add(line);                                    // one thread
//   std::string json = ring.Read(last, 20s);           // any; {"last":7,"gap":false,"events":[{"number":7,…}]}
//
// Each has a number, from 1 on; `gap` says that some after the wanted one are gone already. Of what a record holds
// nothing is added: it has no secrets.
#ifndef ROLECALL_WEB_EVENT_RING_H_
#define ROLECALL_WEB_EVENT_RING_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "watch/audit_line.h"

namespace rolecall::web {

class EventRing {
 public:
  static constexpr std::size_t kMost = 2000, kMostAtOnce = 500;

  void Add(const watch::AuditLine& line);
  std::string Read(std::uint64_t after, std::chrono::milliseconds wait);
  // Nobody waits any more.
  void Stop();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> events_;  // JSON; the last has the number `last_`
  std::uint64_t last_ = 0;
  bool stopped_ = false;
};

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_EVENT_RING_H_
