#include "services/sts/token_cache.h"

#include <utility>

#include "crypto/digest.h"

namespace rolecall::services::sts {

std::string TokenCache::DigestOf(std::string_view token) { return crypto::Sha256(token); }

std::size_t TokenCache::PlaceOf(const std::string& digest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(digest[i])); };
  return (byte(0) << 8 | byte(1)) % kPlaces;
}

std::shared_ptr<const VerifiedToken> TokenCache::Find(const std::string& digest) const {
  const std::size_t place = PlaceOf(digest);
  std::lock_guard lock(mutexes_[place % kLocks]);
  return places_[place].digest == digest ? places_[place].token : nullptr;
}

void TokenCache::Keep(const std::string& digest, VerifiedToken token) {
  auto kept = std::make_shared<const VerifiedToken>(std::move(token));
  const std::size_t place = PlaceOf(digest);
  std::lock_guard lock(mutexes_[place % kLocks]);
  places_[place].digest = digest;
  places_[place].token.swap(kept);
}

}  // namespace rolecall::services::sts
