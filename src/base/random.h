// Random: unpredictable bytes, as a dependency. Only cli/ and server/ make the real one.
// Threads: Fill() may be called from any thread.
#ifndef ROLECALL_BASE_RANDOM_H_
#define ROLECALL_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace rolecall {

class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<std::uint8_t> bytes) = 0;
  // Evenly distributed in [0, bound); bound > 0.
  std::uint64_t Below(std::uint64_t bound);
};

// The kernel's generator (getrandom). Aborts if the kernel gives nothing: there is no safe way on.
class SystemRandom final : public Random {
 public:
  void Fill(std::span<std::uint8_t> bytes) override;
};

// Repeatable bytes for tests. Never for keys.
class FakeRandom final : public Random {
 public:
  explicit FakeRandom(std::uint64_t seed = 1) : state_(seed) {}
  void Fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

// Upper-case base32 letters and digits 2-7, as in AWS's unique ids.
std::string RandomBase32(Random& random, std::size_t length);
// Letters, digits, '+' and '/', as in AWS's secret keys.
std::string RandomBase64Text(Random& random, std::size_t length);
// Lower-case hexadecimal digits.
std::string RandomHex(Random& random, std::size_t length);
// A version 4 UUID in its usual text form.
std::string RandomUuid(Random& random);

}  // namespace rolecall

#endif  // ROLECALL_BASE_RANDOM_H_
