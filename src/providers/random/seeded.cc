#include "providers/random/seeded.h"

#include "crypto/digest.h"

namespace rolecall::providers::random {

SeededRandom::SeededRandom(const std::string& seed) {
  std::uint64_t number = 0;
  for (unsigned char byte : crypto::Sha256(seed).substr(0, 8)) number = number << 8 | byte;
  engine_.seed(number);
}

void SeededRandom::Fill(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine_() >> 56);
}

}  // namespace rolecall::providers::random
