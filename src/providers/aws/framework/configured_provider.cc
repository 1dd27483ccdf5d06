#include "providers/aws/framework/configured_provider.h"

#include <algorithm>
#include <cstdio>

namespace rolecall::providers::aws {
namespace {

constexpr std::chrono::milliseconds kLongestWait{10000};
constexpr std::size_t kUniqueSuffixLength = 26;

}  // namespace

bool Backoff::Wait() {
  if (call_.cancellation != nullptr && call_.cancellation->IsCancelled()) return false;
  if (call_.provider.clock.Now() + next_ > end_) return false;
  call_.provider.sleeper.Sleep(next_);
  next_ = std::min(next_ * 2, kLongestWait);
  return true;
}

std::string UniqueName(const ConfiguredProvider& provider, const std::string& prefix) {
  Time now = provider.clock.Now();
  std::string time = FormatAmzDate(now);  // 20261123T181114Z
  long long tenths = now.time_since_epoch().count() % 1000000 / 100;
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, "%04lld%08x", tenths, ++*provider.name_counter);
  return prefix + time.substr(0, 8) + time.substr(9, 6) + suffix;
}

std::string PrefixOfUniqueName(const std::string& name) {
  if (name.size() < kUniqueSuffixLength) return "";
  std::string suffix = name.substr(name.size() - kUniqueSuffixLength);
  if (suffix.find_first_not_of("0123456789abcdef") != std::string::npos) return "";
  return name.substr(0, name.size() - kUniqueSuffixLength);
}

Error Failed(const std::string& what, const api::ServiceError& error) {
  return {error.kind, what + ": " + error.Text()};
}

}  // namespace rolecall::providers::aws
