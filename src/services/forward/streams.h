// A body on its way through whose hash was promised in its header: what was read is handed on, but its end only if the
// whole is what was signed.
#ifndef ROLECALL_SERVICES_FORWARD_STREAMS_H_
#define ROLECALL_SERVICES_FORWARD_STREAMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "crypto/sha256_stream.h"
#include "http/message.h"

namespace rolecall::services::forward {

// Error at the end: kDataLoss, the hash is another one. The last piece is kept back until it is known to be right, so
// that who receives them never has a complete body of another hash.
class VerifiedBody final : public http::BodySource {
 public:
  // `expected`: 64 lower-case hex digits. `source` must outlive it.
  VerifiedBody(http::BodySource& source, std::string expected) : source_(source), expected_(std::move(expected)) {}
  Result<std::size_t> Read(std::span<char> out) override;

 private:
  Result<void> Fetch();

  http::BodySource& source_;
  const std::string expected_;
  crypto::Sha256Stream hash_;
  std::vector<char> held_ = std::vector<char>(std::size_t{32} << 10), next_ = std::vector<char>(std::size_t{32} << 10);
  std::size_t held_bytes_ = 0, next_bytes_ = 0, given_ = 0;
  bool has_begun_ = false;
};

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_STREAMS_H_
