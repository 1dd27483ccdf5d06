// What both simulated worlds have: dice, the history of what was written, and what is found wrong.
#ifndef ROLECALL_TESTS_SIM_WORLD_H_
#define ROLECALL_TESTS_SIM_WORLD_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "crypto/aead.h"
#include "crypto/key_ring.h"
#include "directory/directory.h"
#include "store/store.h"
#include "tests/sim/simulation.h"

namespace rolecall::sim {

inline constexpr char kAccount[] = "054000737513";
inline constexpr char kCounter[] = "counter";

// splitmix64
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ull + 1) {}
  Dice(std::uint64_t seed, int step) : Dice(Dice(seed).Next() + static_cast<std::uint64_t>(step)) {}
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::uint64_t Below(std::uint64_t bound) { return Next() % bound; }
  bool Chance(unsigned percent) { return Below(100) < percent; }

 private:
  std::uint64_t state_;
};

// The groups of the account, by name: their paths, each written by one write and no other ("/w17/").
using State = std::map<std::string, std::string>;

State StateOf(const directory::Snapshot& snapshot);

class World {
 public:
  explicit World(const Options& options)
      : options_(options), dice_(options.seed), random_(options.seed), key_(crypto::MakeAeadKey(random_)) {}

 protected:
  // Dice of the step's own; false: it is left out.
  bool BeginStep();
  bool Without(Trouble trouble) const { return (options_.without >> static_cast<int>(trouble) & 1) != 0; }
  // Time goes by.
  void Pass(std::chrono::milliseconds time);
  void Trace(const std::string& text);
  void Violate(const std::string& what);
  bool violated() const { return !outcome_.violation.empty(); }
  // A write of one of the kinds: a group put, a group deleted, the counter raised. Whether it was acknowledged.
  bool WriteAt(directory::Directory& directory, const std::string& node);
  // What the store's log says that was written: each entry's state, and whether updates were lost or doubled.
  void ReadHistory(store::Store& truth);
  // The directory has the state of exactly its revision.
  void CheckSnapshot(const directory::Directory& directory, const std::string& node);
  void CheckAcknowledged();

  const Options options_;
  Dice dice_;
  FakeRandom random_;
  FakeClock clock_{FromUnixSeconds(1795000000)};
  crypto::KeyRing key_;
  Outcome outcome_;
  std::map<std::uint64_t, State> history_;           // by revision
  std::map<std::string, int> written_;               // how often each write is in the history
  std::map<std::string, std::string> acknowledged_;  // write -> by whom
  int next_write_ = 0;
};

}  // namespace rolecall::sim

#endif  // ROLECALL_TESTS_SIM_WORLD_H_
