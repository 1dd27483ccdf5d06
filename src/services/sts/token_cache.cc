#include "services/sts/token_cache.h"

#include <string>
#include <utility>

#include "crypto/digest.h"

namespace rolecall::services::sts {

TokenCache::Digest TokenCache::DigestOf(std::string_view token) {
  Digest digest{};
  crypto::Sha256(token).copy(digest.data(), digest.size());
  return digest;
}

std::size_t TokenCache::PlaceOf(const Digest& digest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(digest[i])); };
  return (byte(0) << 8 | byte(1)) % kPlaces;
}

TokenCache::Known TokenCache::Find(const Digest& digest) const {
  const std::size_t place = PlaceOf(digest);
  std::lock_guard lock(mutexes_[place % kLocks]);
  return places_[place].digest == digest ? places_[place].known : Known();
}

void TokenCache::Keep(const Digest& digest, Known known) {
  const std::size_t place = PlaceOf(digest);
  std::lock_guard lock(mutexes_[place % kLocks]);
  places_[place].digest = digest;
  std::swap(places_[place].known, known);  // the one before ends after the lock
}

}  // namespace rolecall::services::sts
