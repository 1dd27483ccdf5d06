// Tokens whose signature was found good, so that one that comes again need not be verified again. Only that: the claims
// and their times, the provider and the trust policy are looked at each time, and the key must still be among those
// that the issuer publishes. For this folder only.
//
//   const TokenCache::Known known = cache.Find(digest);
//   cache.Keep(digest, {key, known_again ? token : nullptr});
//
// Of a token that came once the digest and the key are kept, of one that came again also what was read: most never
// come again, and their trees would only drive out of the processor's caches what is needed.
//
// Bounded: a place for each of 4096 digests (SHA-256 of the whole token); a token takes the place of another. Strangers
// put nothing in: what is kept was verified. Threads: any.
#ifndef ROLECALL_SERVICES_STS_TOKEN_CACHE_H_
#define ROLECALL_SERVICES_STS_TOKEN_CACHE_H_

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "crypto/jwt.h"
#include "crypto/key.h"

namespace rolecall::services::sts {

class TokenCache {
 public:
  static constexpr std::size_t kPlaces = 4096;
  using Digest = std::array<char, 32>;

  struct Known {
    std::optional<crypto::PublicKey> key;      // that it was verified with; not set: it is not there
    std::shared_ptr<const crypto::Jwt> token;  // null: it came once
  };

  static Digest DigestOf(std::string_view token);
  Known Find(const Digest& digest) const;
  void Keep(const Digest& digest, Known known);

 private:
  struct Place {
    Digest digest{};
    Known known;
  };
  static constexpr std::size_t kLocks = 16;

  static std::size_t PlaceOf(const Digest& digest);

  mutable std::array<std::mutex, kLocks> mutexes_;  // each of every kLocks-th place
  std::vector<Place> places_ = std::vector<Place>(kPlaces);
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_TOKEN_CACHE_H_
