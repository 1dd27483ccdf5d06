#include "services/page_token.h"

#include "base/encoding.h"
#include "crypto/digest.h"

namespace rolecall::services {
namespace {

constexpr std::size_t kSealBytes = 4;

// Tells whose a token is; guards nothing.
std::string SealOf(const Call& call, std::string_view place) {
  std::string sealed = "token\n" + call.audit.operation + "\n" + call.own_account() + "\n" + call.region + "\n";
  return crypto::ChecksumBytes(crypto::Crc32c(sealed.append(place)));
}

}  // namespace

std::string PageToken(const Call& call, std::string_view place) {
  return Base64UrlEncode(SealOf(call, place).append(place));
}

std::optional<std::string> PlaceOfToken(const Call& call, std::string_view token) {
  const std::optional<std::string> bytes = Base64UrlDecode(token);
  if (!bytes || bytes->size() <= kSealBytes) return std::nullopt;
  std::string place = bytes->substr(kSealBytes);
  if (bytes->substr(0, kSealBytes) != SealOf(call, place)) return std::nullopt;
  return place;
}

}  // namespace rolecall::services
