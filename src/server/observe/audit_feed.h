// The last audit records in memory, for who watches a plane from elsewhere (plane_reports.h), and its last denials.
//
//   feed.Add(line, /*is_denial=*/true);
//   AuditFeed::Page page = feed.Read(after, std::chrono::seconds(20));   // waits until there is something after it
//
// Records are numbered from 1 on; what is older than the bounds is gone, and a page says so. Threads: any.
#ifndef ROLECALL_SERVER_OBSERVE_AUDIT_FEED_H_
#define ROLECALL_SERVER_OBSERVE_AUDIT_FEED_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace rolecall::server {

class AuditFeed {
 public:
  struct Page {
    std::uint64_t last = 0;  // the number of the last record in it, or that was asked for
    bool has_gap = false;    // records between are gone
    std::vector<std::string> lines;
  };

  // Whether somebody has read lately: where nothing else wants a record, none need be made.
  bool is_watched() const;
  void Add(std::string line, bool is_denial);
  // Records after number `after` (0: all that there are), at once or when there is one.
  Page Read(std::uint64_t after, std::chrono::milliseconds wait);
  std::vector<std::string> LastDenials() const;
  // Who waits need not wait longer.
  void Stop();

 private:
  static constexpr std::size_t kMostBytes = 2u << 20, kPageBytes = 256u << 10, kDenials = 20;

  std::atomic<std::int64_t> read_at_{0};  // steady clock's seconds; 0: never
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::string> lines_;  // the last has number last_
  std::deque<std::string> denials_;
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
  bool stopping_ = false;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OBSERVE_AUDIT_FEED_H_
