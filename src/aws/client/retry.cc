#include "aws/client/retry.h"

#include <algorithm>
#include <string_view>

namespace rolecall::aws {
namespace {

template <std::size_t N>
bool IsOneOf(std::string_view code, const std::string_view (&codes)[N]) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

constexpr std::string_view kThrottling[] = {
    "Throttling",       "ThrottlingException",      "ThrottledException",   "RequestThrottledException",
    "RequestThrottled", "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "SlowDown",         "PriorRequestNotComplete",  "EC2ThrottledException"};
constexpr std::string_view kTransient[] = {"RequestTimeout",       "RequestTimeoutException", "InternalError",
                                           "InternalFailure",      "InternalServiceError",    "ServiceUnavailable",
                                           "IDPCommunicationError"};
constexpr std::string_view kSkew[] = {"RequestTimeTooSkewed",      "RequestExpired",
                                      "RequestInTheFuture",        "SignatureDoesNotMatch",
                                      "InvalidSignatureException", "AuthFailure"};

}  // namespace

bool IsThrottling(const ServiceError& error) { return error.status == 429 || IsOneOf(error.code, kThrottling); }

bool IsRetryable(const ServiceError& error) {
  if (error.status == 0) return error.kind == ErrorCode::kUnavailable || error.kind == ErrorCode::kDeadlineExceeded;
  if (error.status == 500 || error.status == 502 || error.status == 503 || error.status == 504) return true;
  return IsThrottling(error) || IsOneOf(error.code, kTransient);
}

bool IsClockSkew(const ServiceError& error) { return IsOneOf(error.code, kSkew); }

std::chrono::milliseconds Backoff(int attempt, std::chrono::milliseconds max, Random& random) {
  long long ceiling = std::min<long long>(1000LL << std::min(attempt, 20), max.count());
  if (ceiling <= 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(random.Below(static_cast<std::uint64_t>(ceiling)));
}

}  // namespace rolecall::aws
