// rolecall-sim: runs seeds of the simulation (simulation.h).
//
//   rolecall-sim --seeds 2000 [--first N]      every seed in both worlds; at the first violation exit 1, the seed, and
//                                              the command of the smallest run that breaks the same promise
//   rolecall-sim --seed N --trace              one seed, told step by step; of one --world only, with a planted
//   --fault,
//                                              with fewer --steps, --nodes, --without troubles, --only some steps
//   rolecall-sim --planted                     each planted fault is found within 1,000 seeds; says by which, and the
//                                              smallest run, which must break the same promise when it runs again
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/sim/shrink.h"
#include "tests/sim/simulation.h"

namespace rolecall::sim {
namespace {

struct World {
  const char* name;
  Outcome (*run)(const Options&);
};
constexpr World kWorlds[] = {{"shared-store", RunSharedStore}, {"followers", RunFollowers}};

void Tell(const World& world, const Options& options, const Outcome& outcome) {
  std::cout << world.name << " seed " << options.seed << " step " << outcome.step << ": " << outcome.violation << "\n";
  const Shrunk small = Shrink(world.run, options, outcome);
  std::cout << "the same in " << StepsOf(small.options) << " steps instead of " << options.steps << " (" << small.runs
            << " runs): " << small.outcome.violation << "\n"
            << CommandOf(world.name, small.options) << "\n";
}

int RunSeeds(std::uint64_t first, std::uint64_t count) {
  std::uint64_t writes = 0;
  double seconds = 0;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    for (const World& world : kWorlds) {
      const Options options{.seed = seed};
      const Outcome outcome = world.run(options);
      writes += outcome.writes;
      seconds += outcome.seconds;
      if (outcome.violation.empty()) continue;
      Tell(world, options, outcome);
      return 1;
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << count << " seeds from " << first << ": all held; " << writes << " writes; " << took.count() << " s, "
            << static_cast<std::uint64_t>(seconds / took.count()) << " times real time\n";
  return 0;
}

int RunOne(Options options, const std::string& only_world) {
  int code = 0;
  for (const World& world : kWorlds) {
    if (!only_world.empty() && only_world != world.name) continue;
    std::cout << "--- " << world.name << "\n";
    const Outcome outcome = world.run(options);
    Options again = options;
    again.trace = nullptr;
    const bool is_same = world.run(again).digest == outcome.digest;
    std::cout << (outcome.violation.empty() ? "all held" : outcome.violation)
              << (is_same ? "" : "; NOT the same when it ran again") << "\n";
    if (!outcome.violation.empty() || !is_same) code = 1;
  }
  return code;
}

// Found, and the smallest run of it breaks the same promise again. Says what was found.
bool FindOne(Fault fault) {
  const World& world = kWorlds[IsOfSharedStore(fault) ? 0 : 1];
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const Options options{.seed = seed, .fault = fault};
    const Outcome outcome = world.run(options);
    if (outcome.violation.empty()) continue;
    std::cout << FaultName(fault) << ": ";
    Tell(world, options, outcome);
    const Shrunk small = Shrink(world.run, options, outcome);
    const bool is_same = PromiseOf(world.run(small.options).violation) == PromiseOf(outcome.violation);
    const bool is_smaller = StepsOf(small.options) < StepsOf(options);
    if (!is_same || !is_smaller) std::cout << "NOT SHRUNK\n";
    return is_same && is_smaller;
  }
  std::cout << FaultName(fault) << ": NOT FOUND\n";
  return false;
}

int FindPlanted() {
  bool all = true;
  for (int number = 1; number <= kFaults; ++number) all = FindOne(static_cast<Fault>(number)) && all;
  return all ? 0 : 1;
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// What the command line says of one run. False: a word that is none.
bool ReadTroubles(const std::string& text, Options& options) {
  for (const std::string& name : Split(text)) {
    int i = 0;
    while (i < kTroubles && name != TroubleName(static_cast<Trouble>(i))) ++i;
    if (i == kTroubles) return false;
    options.without |= 1u << i;
  }
  return true;
}

void ReadOnly(const std::string& text, Options& options) {
  for (int step = 0; step < options.steps; ++step) options.skipped.insert(step);
  if (text == "none") return;
  for (const std::string& step : Split(text)) options.skipped.erase(std::atoi(step.c_str()));
}

int Wrong(const std::string& flag) {
  std::cerr << "rolecall-sim: what is " << flag << "?\n";
  return 2;
}

int Main(int count, char** arguments) {
  std::uint64_t first = 1, seeds = 0;
  Options options{.seed = 0};
  std::string world, only;
  for (int i = 1; i < count; ++i) {
    const std::string flag = arguments[i];
    if (flag == "--planted") return FindPlanted();
    if (flag == "--trace") {
      options.trace = &std::cout;
      continue;
    }
    const std::string value = i + 1 < count ? arguments[++i] : "";
    const std::uint64_t number = std::strtoull(value.c_str(), nullptr, 10);
    if (flag == "--seeds") {
      seeds = number;
    } else if (flag == "--first") {
      first = number;
    } else if (flag == "--seed") {
      options.seed = number;
    } else if (flag == "--steps") {
      options.steps = static_cast<int>(number);
    } else if (flag == "--nodes" && (number == 2 || number == 3)) {
      options.nodes = static_cast<int>(number);
    } else if (flag == "--fault" && number <= kFaults) {
      options.fault = static_cast<Fault>(number);
    } else if (flag == "--world") {
      world = value;
    } else if (flag == "--only") {
      only = value;
    } else if (flag != "--without" || !ReadTroubles(value, options)) {
      return Wrong(flag);
    }
  }
  if (!only.empty()) ReadOnly(only, options);
  return options.seed != 0 ? RunOne(options, world) : RunSeeds(first, seeds == 0 ? 100 : seeds);
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

const char* TroubleName(Trouble trouble) {
  switch (trouble) {
    case Trouble::kLost: return "lost";
    case Trouble::kLate: return "late";
    case Trouble::kInterleaved: return "interleaved";
    case Trouble::kCutOff: return "cut-off";
    case Trouble::kCrash: return "crash";
    case Trouble::kClock: return "clock";
    case Trouble::kCompaction: return "compaction";
  }
  return "unknown";
}

bool IsOfSharedStore(Fault fault) { return fault < Fault::kDeafToFence; }

}  // namespace rolecall::sim

int main(int count, char** arguments) { return rolecall::sim::Main(count, arguments); }
