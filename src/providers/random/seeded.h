// SeededRandom: numbers that are the same for the same seed, on every machine and in every version of ours; not those
// of the real provider. For `seed` arguments only: who knows the seed knows the numbers. Never fails.
#ifndef ROLECALL_PROVIDERS_RANDOM_SEEDED_H_
#define ROLECALL_PROVIDERS_RANDOM_SEEDED_H_

#include <random>
#include <span>
#include <string>

#include "base/random.h"

namespace rolecall::providers::random {

// Not for several threads.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(const std::string& seed);
  void Fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace rolecall::providers::random

#endif  // ROLECALL_PROVIDERS_RANDOM_SEEDED_H_
