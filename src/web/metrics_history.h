// MetricsHistory: what a plane did over the last hour, out of its own metrics (/metrics), read again and again.
//
//   history.Add(now, text);                  // every kEvery or so; texts that are no metrics of a plane are left out
//   std::string json = history.Json();       // {"seconds":[…],"requests":[…],"sts":[…],"denials":[…],"p99":[…]}
//
// A point is what happened between two readings: `seconds` since 1970 at its end; calls a second of all services (but
// the plane's own, which the page itself asks), of STS, and of those that were denied; and the 99th percentile of their
// time in seconds: the bound of the bucket that it fell into, null if there was no call or it lies above all bounds. A
// plane that began anew begins a new point. Threads: any.
#ifndef ROLECALL_WEB_METRICS_HISTORY_H_
#define ROLECALL_WEB_METRICS_HISTORY_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::web {

// The counters of one reading, over all services.
struct MetricsReading {
  double requests = 0, sts = 0, denials = 0;
  std::map<double, double> below;  // requests that took at most so many seconds
};

// Nothing if it is not the metrics of a plane. At most 4 MB are looked at.
std::optional<MetricsReading> ReadMetrics(std::string_view text);

class MetricsHistory {
 public:
  static constexpr std::chrono::seconds kEvery{10}, kKept{3600};

  // `now` in seconds since 1970, growing.
  void Add(std::int64_t now, std::string_view text);
  std::string Json() const;

 private:
  struct Point {
    std::int64_t seconds = 0;
    double requests = 0, sts = 0, denials = 0;
    std::optional<double> p99;
  };

  mutable std::mutex mutex_;
  std::deque<Point> points_;
  std::optional<MetricsReading> last_;
  std::int64_t last_seconds_ = 0;
};

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_METRICS_HISTORY_H_
