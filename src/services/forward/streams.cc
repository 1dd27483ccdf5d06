#include "services/forward/streams.h"

#include <algorithm>
#include <span>

#include "base/secret.h"
#include "base/text.h"

namespace rolecall::services::forward {

// The next piece into next_, and whether it was the last.
Result<void> VerifiedBody::Fetch() {
  ROLECALL_TRY(next_bytes_, source_.Read(next_));
  if (next_bytes_ > 0) {
    hash_.Add({next_.data(), next_bytes_});
    return {};
  }
  if (ConstantTimeEquals(hash_.FinishHex(), expected_)) return {};
  return Error{ErrorCode::kDataLoss, "the body is not what x-amz-content-sha256 says"};
}

Result<std::size_t> VerifiedBody::Read(std::span<char> out) {
  if (!has_begun_) {
    has_begun_ = true;
    ROLECALL_RETURN_IF_ERROR(Fetch());
  }
  if (given_ == held_bytes_) {
    if (next_bytes_ == 0) return std::size_t{0};
    held_.swap(next_);
    held_bytes_ = next_bytes_;
    given_ = 0;
    ROLECALL_RETURN_IF_ERROR(Fetch());
  }
  const std::size_t count = std::min(out.size(), held_bytes_ - given_);
  std::copy_n(held_.data() + given_, count, out.data());
  given_ += count;
  return count;
}

}  // namespace rolecall::services::forward
