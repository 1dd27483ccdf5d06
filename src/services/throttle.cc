#include "services/throttle.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace rolecall::services {
namespace {

constexpr std::size_t kMaxBuckets = 65536;
constexpr double kMaxRate = 1e6;
constexpr std::string_view kServices[] = {"iam", "sts",      "secretsmanager", "kms", "ssm",     "s3",
                                          "eks", "eks-auth", "organizations",  "ec2", "rolecall"};
constexpr std::string_view kSource = "source";  // no service's name
constexpr std::string_view kReads[] = {"Get", "List", "Describe", "BatchGet", "Simulate", "GET", "HEAD"};

std::optional<double> ReadRate(std::string_view text) {
  double rate = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !(rate > 0) || rate > kMaxRate) return std::nullopt;
  return rate;
}

// "RATE[:BURST]" into the limit.
bool ReadRates(std::string_view rates, RateLimit& limit) {
  const std::size_t colon = rates.find(':');
  const std::optional<double> rate = ReadRate(rates.substr(0, colon));
  const std::optional<double> burst = colon == std::string_view::npos ? std::optional(std::max(1.0, rate.value_or(1)))
                                                                      : ReadRate(rates.substr(colon + 1));
  if (!rate || !burst || *burst < 1) return false;
  limit.per_second = *rate;
  limit.burst = *burst;
  return true;
}

std::optional<RateLimit> ReadLimit(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  std::string_view subject = text.substr(0, equals), rates = text.substr(equals + 1);
  RateLimit limit;
  const std::size_t colon = subject.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view operations = subject.substr(colon + 1);
    if (operations != "read" && operations != "write") return std::nullopt;
    limit.operations = operations == "read" ? OperationClass::kRead : OperationClass::kWrite;
  }
  limit.service = subject.substr(0, colon);
  if (std::ranges::find(kServices, limit.service) == std::end(kServices)) return std::nullopt;
  if (!ReadRates(rates, limit)) return std::nullopt;
  return limit;
}

bool Covers(const RateLimit& limit, const Throttle::Taker& taker) {
  return limit.service == taker.service &&
         (limit.operations == OperationClass::kAll || limit.operations == taker.operations);
}

}  // namespace

Result<std::vector<RateLimit>> ReadRateLimits(const std::vector<std::string>& texts) {
  std::vector<RateLimit> limits;
  for (const std::string& text : texts) {
    std::optional<RateLimit> limit = ReadLimit(text);
    if (!limit) {
      return Error{ErrorCode::kInvalidArgument, "\"" + text + "\" is not SERVICE[:read|:write]=RATE[:BURST]"};
    }
    limits.push_back(*std::move(limit));
  }
  return limits;
}

Result<RateLimit> ReadSourceLimit(const std::string& text) {
  RateLimit limit{.service = std::string(kSource)};
  if (ReadRates(text, limit)) return limit;
  return Error{ErrorCode::kInvalidArgument, "\"" + text + "\" is not RATE[:BURST], calls a second"};
}

Throttle::Taker Throttle::Source(std::string_view address) {
  return {.service = kSource, .operations = OperationClass::kAll, .who = address};
}

Throttle::Bucket* Throttle::Find(std::size_t limit, std::string_view who, std::chrono::steady_clock::time_point now) {
  std::string key = std::to_string(limit) + "/" + std::string(who);
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kMaxBuckets) ForgetFull(now);
    // All are in use: the newcomer waits.
    if (buckets_.size() >= kMaxBuckets) return nullptr;
    found = buckets_.emplace(std::move(key), Bucket{limits_[limit].burst, now}).first;
  }
  Bucket& bucket = found->second;
  const double elapsed = std::chrono::duration<double>(now - bucket.at).count();
  bucket.tokens = std::min(limits_[limit].burst, bucket.tokens + std::max(0.0, elapsed) * limits_[limit].per_second);
  bucket.at = now;
  return &bucket;
}

// A full bucket is as good as none.
void Throttle::ForgetFull(std::chrono::steady_clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const RateLimit& limit = limits_[static_cast<std::size_t>(std::stoul(entry.first))];
    const double elapsed = std::chrono::duration<double>(now - entry.second.at).count();
    return entry.second.tokens + elapsed * limit.per_second >= limit.burst;
  });
}

bool Throttle::Take(const Taker& taker, std::chrono::steady_clock::time_point now) {
  if (limits_.empty()) return true;
  std::lock_guard lock(mutex_);
  std::vector<Bucket*> taken;
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    if (!Covers(limits_[i], taker)) continue;
    Bucket* const bucket = Find(i, taker.who, now);
    if (bucket == nullptr || bucket->tokens < 1) return false;
    taken.push_back(bucket);
  }
  for (Bucket* bucket : taken) bucket->tokens -= 1;
  return true;
}

OperationClass ClassOfOperation(std::string_view name) {
  const bool reads = std::ranges::any_of(kReads, [&](std::string_view start) { return name.starts_with(start); });
  return reads ? OperationClass::kRead : OperationClass::kWrite;
}

aws::ErrorShape ThrottlingError(aws::Protocol protocol) {
  switch (protocol) {
    case aws::Protocol::kQuery:
    case aws::Protocol::kRestXml: return {400, "Throttling", "Rate exceeded"};
    case aws::Protocol::kEc2: return {503, "RequestLimitExceeded", "Request limit exceeded."};
    case aws::Protocol::kCbor:
    case aws::Protocol::kJson10:
    case aws::Protocol::kJson11: return {400, "ThrottlingException", "Rate exceeded"};
    case aws::Protocol::kRestJson: return {429, "ThrottlingException", "Rate exceeded"};
    case aws::Protocol::kS3: return {503, "SlowDown", "Please reduce your request rate."};
  }
  return {400, "Throttling", "Rate exceeded"};
}

}  // namespace rolecall::services
