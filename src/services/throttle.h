// Throttle: limits on how often an account may call a service, told as AWS tells it.
//
//   ROLECALL_TRY(std::vector<RateLimit> limits, ReadRateLimits({"secretsmanager=50:100", "iam:write=5"}));
//   Throttle throttle(limits);
//   if (!throttle.Take({"iam", ClassOfOperation("CreateRole"), account}, now)) … ThrottlingError(protocol) …
//
// Beside them a limit for each source (ReadSourceLimit, TakerOf an address), which holds before anybody knows who
// calls.
//
// Token buckets, one for each limit and account (and one for all unsigned calls): `burst` calls at once, `per_second`
// over time. A call takes one token of every limit that it falls under, or none if one is empty. AWS keeps its limits
// by account, region and operation class; there are none unless the operator sets some. Threads: Take() from any.
#ifndef ROLECALL_SERVICES_THROTTLE_H_
#define ROLECALL_SERVICES_THROTTLE_H_

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/wire/shapes.h"
#include "base/result.h"

namespace rolecall::services {

enum class OperationClass { kAll, kRead, kWrite };

struct RateLimit {
  std::string service;  // "secretsmanager"
  OperationClass operations = OperationClass::kAll;
  double per_second = 0;
  double burst = 0;
};

// "SERVICE[:read|:write]=RATE[:BURST]"; without a burst it is the rate, at least one call. kInvalidArgument otherwise.
Result<std::vector<RateLimit>> ReadRateLimits(const std::vector<std::string>& texts);

// "RATE[:BURST]": of all calls that come from one address.
Result<RateLimit> ReadSourceLimit(const std::string& text);

class Throttle {
 public:
  struct Taker {
    std::string_view service;
    OperationClass operations = OperationClass::kRead;
    std::string_view who;
  };

  explicit Throttle(std::vector<RateLimit> limits) : limits_(std::move(limits)) {}

  // Of a limit for sources.
  static Taker Source(std::string_view address);

  bool empty() const { return limits_.empty(); }
  bool Take(const Taker& taker, std::chrono::steady_clock::time_point now);

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::steady_clock::time_point at;
  };
  Bucket* Find(std::size_t limit, std::string_view who, std::chrono::steady_clock::time_point now);
  void ForgetFull(std::chrono::steady_clock::time_point now);

  const std::vector<RateLimit> limits_;
  std::mutex mutex_;                                 // guards what follows
  std::unordered_map<std::string, Bucket> buckets_;  // by limit and account
};

// Whether an operation only reads, by its name ("GetRole", "ListSecrets") or, of S3, by its method.
OperationClass ClassOfOperation(std::string_view name_or_method);

// What the client gets; SDKs know it and try again.
aws::ErrorShape ThrottlingError(aws::Protocol protocol);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_THROTTLE_H_
