// rolecall-sim: runs seeds of the simulation (simulation.h).
//
//   rolecall-sim --seeds 2000 [--first N]      every seed in both worlds; exit 1 and the seed at the first violation
//   rolecall-sim --seed N --trace              one seed, told step by step
//   rolecall-sim --planted                     each planted fault is found within 1,000 seeds; says by which
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/sim/simulation.h"

namespace rolecall::sim {
namespace {

struct World {
  const char* name;
  Outcome (*run)(const Options&);
};
constexpr World kWorlds[] = {{"shared-store", RunSharedStore}, {"followers", RunFollowers}};

int RunSeeds(std::uint64_t first, std::uint64_t count) {
  std::uint64_t writes = 0;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    for (const World& world : kWorlds) {
      const Outcome outcome = world.run({.seed = seed});
      writes += outcome.writes;
      if (outcome.violation.empty()) continue;
      std::cout << world.name << " seed " << seed << " step " << outcome.step << ": " << outcome.violation << "\n";
      return 1;
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << count << " seeds from " << first << ": all held; " << writes << " writes; " << took.count() << " s\n";
  return 0;
}

int RunOne(std::uint64_t seed, bool trace) {
  int code = 0;
  for (const World& world : kWorlds) {
    std::cout << "--- " << world.name << "\n";
    const Outcome outcome = world.run({.seed = seed, .trace = trace ? &std::cout : nullptr});
    const bool is_same = world.run({.seed = seed}).digest == outcome.digest;
    std::cout << (outcome.violation.empty() ? "all held" : outcome.violation)
              << (is_same ? "" : "; NOT the same when it ran again") << "\n";
    if (!outcome.violation.empty() || !is_same) code = 1;
  }
  return code;
}

int FindPlanted() {
  int missed = 0;
  for (int number = 1; number <= kFaults; ++number) {
    const Fault fault = static_cast<Fault>(number);
    std::uint64_t seed = 1;
    Outcome outcome;
    for (; seed <= 1000 && outcome.violation.empty(); ++seed) {
      const Options options{.seed = seed, .fault = fault};
      outcome = IsOfSharedStore(fault) ? RunSharedStore(options) : RunFollowers(options);
    }
    missed += outcome.violation.empty() ? 1 : 0;
    std::cout << FaultName(fault) << ": "
              << (outcome.violation.empty() ? "NOT FOUND"
                                            : "seed " + std::to_string(seed - 1) + ": " + outcome.violation)
              << "\n";
  }
  return missed == 0 ? 0 : 1;
}

int Main(int count, char** arguments) {
  std::uint64_t first = 1, seeds = 0, seed = 0;
  bool trace = false, planted = false;
  for (int i = 1; i < count; ++i) {
    const std::string flag = arguments[i];
    const auto number = [&] { return i + 1 < count ? std::strtoull(arguments[++i], nullptr, 10) : 0; };
    if (flag == "--seeds") {
      seeds = number();
    } else if (flag == "--first") {
      first = number();
    } else if (flag == "--seed") {
      seed = number();
    } else if (flag == "--trace") {
      trace = true;
    } else if (flag == "--planted") {
      planted = true;
    } else {
      std::cerr << "rolecall-sim: what is " << flag << "?\n";
      return 2;
    }
  }
  if (planted) return FindPlanted();
  return seed != 0 ? RunOne(seed, trace) : RunSeeds(first, seeds == 0 ? 100 : seeds);
}

}  // namespace

const char* FaultName(Fault fault) {
  switch (fault) {
    case Fault::kNone: return "none";
    case Fault::kIgnoresExpectedHead: return "the store ignores the expected head";
    case Fault::kStaleHead: return "the store's head is stale";
    case Fault::kLogLosesDeletes: return "the log loses deletes";
    case Fault::kLogLosesPuts: return "the log loses puts";
    case Fault::kAcknowledgesUnwritten: return "the store acknowledges what it does not write";
    case Fault::kWritesTwice: return "the store writes twice";
    case Fault::kHidesCompaction: return "the log hides that it was compacted";
    case Fault::kDeafToFence: return "the old control plane goes on";
    case Fault::kCopyLosesRecords: return "a copy loses records";
    case Fault::kDiskLosesWrites: return "a disk loses writes";
  }
  return "unknown";
}

bool IsOfSharedStore(Fault fault) { return fault < Fault::kDeafToFence; }

}  // namespace rolecall::sim

int main(int count, char** arguments) { return rolecall::sim::Main(count, arguments); }
