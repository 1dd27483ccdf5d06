#include "aws/sigv4/credentials.h"

#include <chrono>

namespace rolecall::aws {
namespace {

constexpr std::chrono::minutes kRenewBefore{5};

}  // namespace

Result<Credentials> RefreshingCredentials::Get() {
  std::lock_guard<std::mutex> lock(mutex_);
  Time now = clock_.Now();
  if (kept_ && (!kept_->expiration || now < *kept_->expiration - kRenewBefore)) return *kept_;
  Result<Credentials> fetched = fetch_();
  if (!fetched.ok()) {
    // What is nearly over is still better than nothing.
    if (kept_ && now < *kept_->expiration) return *kept_;
    return fetched;
  }
  kept_ = *fetched;
  return fetched;
}

}  // namespace rolecall::aws
