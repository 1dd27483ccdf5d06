// Tokens whose signature was found good, so that one that comes again need not be read and verified again. Only that:
// the claims and their times, the provider and the trust policy are looked at each time, and the key must still be
// among those that the issuer publishes. For this folder only.
//
// Bounded: a place for each of 4096 digests (SHA-256 of the whole token); a token takes the place of another. Strangers
// put nothing in: what is kept was verified. Threads: any.
#ifndef ROLECALL_SERVICES_STS_TOKEN_CACHE_H_
#define ROLECALL_SERVICES_STS_TOKEN_CACHE_H_

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/jwt.h"
#include "crypto/key.h"

namespace rolecall::services::sts {

struct VerifiedToken {
  crypto::Jwt token;
  crypto::PublicKey key;  // that it was verified with
};

class TokenCache {
 public:
  static constexpr std::size_t kPlaces = 4096;

  static std::string DigestOf(std::string_view token);
  // Null if it is not there.
  std::shared_ptr<const VerifiedToken> Find(const std::string& digest) const;
  void Keep(const std::string& digest, VerifiedToken token);

 private:
  struct Place {
    std::string digest;
    std::shared_ptr<const VerifiedToken> token;
  };
  static constexpr std::size_t kLocks = 16;

  static std::size_t PlaceOf(const std::string& digest);

  mutable std::array<std::mutex, kLocks> mutexes_;  // each of every kLocks-th place
  std::vector<Place> places_ = std::vector<Place>(kPlaces);
};

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_TOKEN_CACHE_H_
