#include "server/observe/metrics.h"

#include <fmt/format.h>

#include <mutex>
#include <utility>

namespace rolecall::server {
namespace {

constexpr std::size_t kMaxSeries = 4096;
constexpr std::array<double, 12> kBounds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025,
                                            0.005,   0.01,   0.05,    0.1,    0.5,   2.5};

struct Described {
  std::string_view name;
  std::string_view help;
  std::string_view type = "counter";
};
constexpr std::array<Described, 28> kDescribed = {{
    {"rolecall_requests_total", "Requests answered, by service, action and status"},
    {"rolecall_authentication_failures_total", "Requests that were not authenticated, by reason"},
    {"rolecall_authorization_denials_total", "Authenticated requests that were denied, by service"},
    {"rolecall_audit_records_lost_total", "Audit records that were not written, by reason"},
    {"rolecall_audit_writable", "1 if calls can be recorded in the audit log; while 0 they are refused", "gauge"},
    {"rolecall_audit_refused_calls_total", "Calls refused since they could not be recorded, by service"},
    {"rolecall_damaged_values_total", "Reads of stored values whose checksum was wrong, by what they are"},
    {"rolecall_unreadable_records", "Records that were set aside when the store was opened", "gauge"},
    {"rolecall_staleness_seconds", "How old what requests are decided on may be, where others write", "gauge"},
    {"rolecall_applied_revision", "The newest revision of the store's log that requests are decided on", "gauge"},
    {"rolecall_watch_gaps_total",
     "Times that the store's log had news of which no hint came, or none was left, by kind"},
    {"rolecall_master_key_outdated_records", "Records that an older master key sealed", "gauge"},
    {"rolecall_store_writable", "1 if the last write to the store went well", "gauge"},
    {"rolecall_refused_requests_total", "Requests refused before they were handled, by reason"},
    {"rolecall_throttled_requests_total", "Calls beyond a rate limit, by service"},
    {"rolecall_throttled_source_requests_total", "Calls beyond the rate limit of their source address, by service"},
    {"rolecall_forwarded_unknown_resources_total",
     "Forwarded calls that were authorized on *, since their resource could not be told, by service"},
    {"rolecall_cells_sent_total", "Requests sent on to other cells, by cell"},
    {"rolecall_cells_failures_total", "Requests for other cells that were not answered there, by cell"},
    {"rolecall_signed_tokens_total", "Service account tokens that API servers wanted signed, by outcome"},
    {"rolecall_webhook_reviews_total", "Questions to the webhook, by why the pod was changed or not"},
    {"rolecall_webhook_warned_reviews_total",
     "Reviews whose answer warns of something, by why the pod was changed or not"},
    {"rolecall_webhook_service_accounts", "Service accounts that the webhook's sources have published, added up",
     "gauge"},
    {"rolecall_webhook_synced", "1 if every source of the webhook's identities was read as a whole", "gauge"},
    {"rolecall_webhook_manifests_good", "1 if the webhook's manifests could be read the last time", "gauge"},
    {"rolecall_webhook_source_failures_total", "Looks at a source of the webhook's identities that failed, by source"},
    {"rolecall_webhook_certificate_expires_seconds", "When the webhook's own serving certificate ends, since 1970",
     "gauge"},
    {"rolecall_internal_errors_total", "Unexpected failures inside, by place"},
}};

std::string Escaped(std::string_view value) {
  std::string out;
  for (char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string_view NameOf(std::string_view series) { return series.substr(0, series.find('{')); }

}  // namespace

Metrics::Counter& Metrics::CounterOf(const std::string& series) {
  {
    std::shared_lock lock(mutex_);
    auto found = counters_.find(series);
    if (found != counters_.end()) return *found->second;
  }
  std::unique_lock lock(mutex_);
  std::string kept = counters_.size() < kMaxSeries ? series : std::string(NameOf(series)) + "{series=\"other\"}";
  std::unique_ptr<Counter>& counter = counters_[kept];
  if (counter == nullptr) counter = std::make_unique<Counter>(0);
  return *counter;
}

Metrics::Histogram& Metrics::HistogramOf(std::string_view service) {
  {
    std::shared_lock lock(mutex_);
    auto found = histograms_.find(service);
    if (found != histograms_.end()) return *found->second;
  }
  std::unique_lock lock(mutex_);
  std::unique_ptr<Histogram>& histogram = histograms_[std::string(service)];
  if (histogram == nullptr) histogram = std::make_unique<Histogram>();
  return *histogram;
}

void Metrics::Request(std::string_view service, std::string_view action, int status,
                      std::chrono::nanoseconds duration) {
  std::string series;
  series.reserve(128);
  series += "rolecall_requests_total{service=\"";
  series += service;
  series += "\",action=\"";
  series += action;
  series += "\",status=\"";
  series += std::to_string(status);
  series += "\"}";
  CounterOf(series).fetch_add(1, std::memory_order_relaxed);
  Histogram& histogram = HistogramOf(service);
  double seconds = std::chrono::duration<double>(duration).count();
  std::size_t bucket = 0;
  while (bucket < kBuckets && seconds > kBounds[bucket]) ++bucket;
  histogram.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  histogram.count.fetch_add(1, std::memory_order_relaxed);
  histogram.sum_nanoseconds.fetch_add(static_cast<std::uint64_t>(duration.count()), std::memory_order_relaxed);
}

void Metrics::Count(std::string_view name, std::string_view label, std::string_view value, std::uint64_t more) {
  CounterOf(fmt::format("{}{{{}=\"{}\"}}", name, label, Escaped(value))).fetch_add(more, std::memory_order_relaxed);
}

void Metrics::Set(std::string_view name, std::uint64_t value) {
  CounterOf(std::string(name)).store(value, std::memory_order_relaxed);
}

std::string Metrics::Text() const {
  std::string out;
  std::shared_lock lock(mutex_);
  for (const Described& described : kDescribed) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", described.name, described.help, described.name, described.type);
    for (const auto& [series, counter] : counters_) {
      if (NameOf(series) == described.name) out += fmt::format("{} {}\n", series, counter->load());
    }
  }
  out +=
      "# HELP rolecall_request_duration_seconds Time from the complete request to its answer, by service\n"
      "# TYPE rolecall_request_duration_seconds histogram\n";
  for (const auto& [service, histogram] : histograms_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      below += histogram->buckets[i].load();
      out += fmt::format("rolecall_request_duration_seconds_bucket{{service=\"{}\",le=\"{}\"}} {}\n", service,
                         kBounds[i], below);
    }
    below += histogram->buckets[kBuckets].load();
    out += fmt::format("rolecall_request_duration_seconds_bucket{{service=\"{}\",le=\"+Inf\"}} {}\n", service, below);
    out += fmt::format("rolecall_request_duration_seconds_sum{{service=\"{}\"}} {:.9f}\n", service,
                       static_cast<double>(histogram->sum_nanoseconds.load()) / 1e9);
    out += fmt::format("rolecall_request_duration_seconds_count{{service=\"{}\"}} {}\n", service, below);
  }
  return out;
}

}  // namespace rolecall::server
