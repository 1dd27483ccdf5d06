#include "web/metrics_history.h"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <limits>

namespace rolecall::web {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostBytes = 4u << 20;
constexpr std::string_view kRequests = "rolecall_requests_total{", kDenials = "rolecall_authorization_denials_total{",
                           kBucketSeries = "rolecall_request_duration_seconds_bucket{";

// A number that is not negative and not without end; "+Inf" is the greatest.
std::optional<double> SampleNumber(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::max();
  double number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stopped != text.data() + text.size() || !std::isfinite(number) || number < 0) {
    return std::nullopt;
  }
  return number;
}

// The value of `name` in `name="value",…`. Values with quotes in them are none of ours.
std::string_view LabelOf(std::string_view labels, std::string_view name) {
  const std::string start = std::string(name) + "=\"";
  const std::size_t at = labels.find(start);
  if (at == std::string_view::npos) return "";
  const std::string_view value = labels.substr(at + start.size());
  return value.substr(0, value.find('"'));
}

struct Sample {
  std::string_view labels;
  double value = 0;
};

// What the page itself asks is none of what a plane is there for.
bool IsOfPage(std::string_view service) { return service == "rolecall" || service == "rolecall-console"; }

// The sample of a line that begins with `start`, unless it is of the page.
std::optional<Sample> SampleOf(std::string_view line, std::string_view start) {
  if (!line.starts_with(start)) return std::nullopt;
  const std::size_t end = line.rfind("} ");
  if (end == std::string_view::npos || end < start.size()) return std::nullopt;
  const std::optional<double> value = SampleNumber(line.substr(end + 2));
  const std::string_view labels = line.substr(start.size(), end - start.size());
  if (!value || IsOfPage(LabelOf(labels, "service"))) return std::nullopt;
  return Sample{labels, *value};
}

void AddLine(std::string_view line, MetricsReading& reading) {
  if (const std::optional<Sample> sample = SampleOf(line, kRequests)) {
    reading.requests += sample->value;
    if (LabelOf(sample->labels, "service") == "sts") reading.sts += sample->value;
  } else if (const std::optional<Sample> denials = SampleOf(line, kDenials)) {
    reading.denials += denials->value;
  } else if (const std::optional<Sample> bucket = SampleOf(line, kBucketSeries)) {
    if (const std::optional<double> bound = SampleNumber(LabelOf(bucket->labels, "le"))) {
      reading.below[*bound] += bucket->value;
    }
  }
}

// Of the requests between two readings.
std::optional<double> Percentile99(const MetricsReading& before, const MetricsReading& now) {
  const auto more = [&](double bound, double count) {
    const auto found = before.below.find(bound);
    return count - (found == before.below.end() ? 0 : found->second);
  };
  if (now.below.empty()) return std::nullopt;
  const double all = more(now.below.rbegin()->first, now.below.rbegin()->second);
  if (all <= 0) return std::nullopt;
  for (const auto& [bound, count] : now.below) {
    if (more(bound, count) < all * 0.99) continue;
    if (bound == std::numeric_limits<double>::max()) return std::nullopt;
    return bound;
  }
  return std::nullopt;
}

}  // namespace

std::optional<MetricsReading> ReadMetrics(std::string_view text) {
  if (text.size() > kMostBytes || text.find("# TYPE rolecall_requests_total ") == std::string_view::npos) {
    return std::nullopt;
  }
  MetricsReading reading;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    AddLine(text.substr(begin, end - begin), reading);
    begin = end + 1;
  }
  return reading;
}

void MetricsHistory::Add(std::int64_t now, std::string_view text) {
  std::optional<MetricsReading> reading = ReadMetrics(text);
  if (!reading) return;
  const std::lock_guard lock(mutex_);
  // Counters only grow: a smaller one is another plane's.
  const bool goes_on = last_ && now > last_seconds_ && reading->requests >= last_->requests &&
                       reading->sts >= last_->sts && reading->denials >= last_->denials;
  if (goes_on) {
    const double time = static_cast<double>(now - last_seconds_);
    points_.push_back({now, (reading->requests - last_->requests) / time, (reading->sts - last_->sts) / time,
                       (reading->denials - last_->denials) / time, Percentile99(*last_, *reading)});
  }
  while (!points_.empty() && points_.front().seconds <= now - kKept.count()) points_.pop_front();
  last_ = std::move(reading);
  last_seconds_ = now;
}

std::string MetricsHistory::Json() const {
  bj::array seconds, requests, sts, denials, p99;
  const std::lock_guard lock(mutex_);
  for (const Point& point : points_) {
    seconds.push_back(point.seconds);
    requests.push_back(point.requests);
    sts.push_back(point.sts);
    denials.push_back(point.denials);
    p99.push_back(point.p99 ? bj::value(*point.p99) : bj::value(nullptr));
  }
  return bj::serialize(bj::object{{"seconds", std::move(seconds)},
                                  {"requests", std::move(requests)},
                                  {"sts", std::move(sts)},
                                  {"denials", std::move(denials)},
                                  {"p99", std::move(p99)}});
}

}  // namespace rolecall::web
