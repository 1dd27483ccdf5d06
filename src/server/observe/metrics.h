// Counters and latencies, shown in Prometheus' text format at /metrics.
//
//   metrics.Request("sts", "AssumeRole", 200, duration);
//   metrics.Count("rolecall_authentication_failures_total", "reason", "signature_mismatch");
//
// Label values must come from us (known actions, our own reasons), never from a request: series are bounded, and
// those above the bound are counted as "other". Threads: any.
#ifndef ROLECALL_SERVER_OBSERVE_METRICS_H_
#define ROLECALL_SERVER_OBSERVE_METRICS_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace rolecall::server {

class Metrics {
 public:
  void Request(std::string_view service, std::string_view action, int status, std::chrono::nanoseconds duration);
  // More of a counter with one label; 0 shows it before anything has happened. `name` is one that metrics.cc describes.
  void Count(std::string_view name, std::string_view label, std::string_view value, std::uint64_t more = 1);
  // A number that goes up and down, without labels.
  void Set(std::string_view name, std::uint64_t value);
  std::string Text() const;

 private:
  using Counter = std::atomic<std::uint64_t>;
  static constexpr std::size_t kBuckets = 12;
  struct Histogram {
    std::array<Counter, kBuckets + 1> buckets{};  // the last: everything above
    Counter sum_nanoseconds{0};
    Counter count{0};
  };
  // By the text of the series: name{labels}.
  using Counters = std::map<std::string, std::unique_ptr<Counter>, std::less<>>;
  using Histograms = std::map<std::string, std::unique_ptr<Histogram>, std::less<>>;

  Counter& CounterOf(const std::string& series);
  Histogram& HistogramOf(std::string_view service);

  mutable std::shared_mutex mutex_;  // of the maps; what they point to stays
  Counters counters_;
  Histograms histograms_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OBSERVE_METRICS_H_
