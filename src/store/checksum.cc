#include "store/checksum.h"

#include <string>

#include "crypto/digest.h"

namespace rolecall::store {

std::int64_t EntryChecksum(std::string_view key, std::string_view value, std::uint64_t revision) {
  std::string head(8, '\0');
  for (char& byte : head) {
    byte = static_cast<char>(revision & 0xff);
    revision >>= 8;
  }
  head += key;
  const std::uint64_t upper = crypto::Crc32c(head);
  return static_cast<std::int64_t>(upper << 32 | crypto::Crc32c(value));
}

}  // namespace rolecall::store
