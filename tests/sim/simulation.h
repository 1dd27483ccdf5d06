// A deterministic simulation of planes of several nodes: directories over one shared store, and a control plane with
// nodes that follow it. One process, one thread; clock, randomness, store, network and disks are simulated, and a seed
// replays a run exactly.
//
//   Outcome outcome = RunSharedStore({.seed = 7});
//   if (!outcome.violation.empty()) …
//
// What goes wrong on purpose: requests and answers are lost, requests arrive late, others are faster, the log comes in
// pieces and is compacted under who follows, nodes crash between any two writes, partitions, clocks that jump.
// What must hold after every step: every acknowledged write is in the history exactly once, and no update of another is
// lost; each node's snapshot is the state of exactly its revision; a node that followed, wrote or says that it is fresh
// has everything that was acknowledged before; a copy is exact; a fenced control plane acknowledges nothing; and at the
// end, all healed, every node catches up and takes a write.
#ifndef ROLECALL_TESTS_SIM_SIMULATION_H_
#define ROLECALL_TESTS_SIM_SIMULATION_H_

#include <cstdint>
#include <ostream>
#include <set>
#include <string>

namespace rolecall::sim {

// Broken promises of store, network and disk, planted to show that the checks find them.
enum class Fault {
  kNone,
  kIgnoresExpectedHead,  // the store writes whatever the head is
  kStaleHead,            // the store's head is an older one
  kLogLosesDeletes,      // entries of the log come without their deletes
  kLogLosesPuts,         // … without one of their puts
  kAcknowledgesUnwritten,
  kWritesTwice,
  kHidesCompaction,  // what is forgotten is passed over, and the rest renumbered
  kDeafToFence,      // the old control plane goes on
  kCopyLosesRecords,
  kDiskLosesWrites,
};
inline constexpr int kFaults = 10;  // without kNone
const char* FaultName(Fault fault);
// Whether it is one of the shared store's world, or of the followers'.
bool IsOfSharedStore(Fault fault);

// What goes wrong in a run that keeps its promises: each can be left out, to see what a violation needs.
enum class Trouble {
  kLost,         // requests and answers
  kLate,         // requests that arrive later
  kInterleaved,  // writes of others between two steps of one
  kCutOff,       // partitions
  kCrash,
  kClock,
  kCompaction,
};
inline constexpr int kTroubles = 7;
const char* TroubleName(Trouble trouble);

// Each step has dice of its own, by the seed and its number: leaving one out changes no other's.
struct Options {
  std::uint64_t seed = 1;
  Fault fault = Fault::kNone;
  int steps = 150;
  int nodes = 3;               // of the shared store's world: 2 or 3
  std::set<int> skipped = {};  // steps that are left out
  unsigned without = 0;        // troubles, a bit each
  std::ostream* trace = nullptr;
};

struct Outcome {
  std::string violation;  // empty: all held
  int step = 0;
  std::uint64_t digest = 0;  // of everything that happened: the same for the same seed
  std::uint64_t writes = 0;  // acknowledged
  double seconds = 0;        // that went by in it
};

Outcome RunSharedStore(const Options& options);
Outcome RunFollowers(const Options& options);

}  // namespace rolecall::sim

#endif  // ROLECALL_TESTS_SIM_SIMULATION_H_
