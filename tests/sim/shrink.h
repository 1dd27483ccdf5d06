// The smallest run that still breaks the same promise: fewer steps, fewer troubles, fewer nodes.
//
//   const Shrunk small = Shrink(RunSharedStore, {.seed = 7}, outcome);
//   std::cout << CommandOf("shared-store", small.options);       // rolecall-sim --world … --seed 7 --only 3,17 …
//
// Leaving a step out changes no other step's dice, so what is left goes as it went. Bounded: some hundred runs.
#ifndef ROLECALL_TESTS_SIM_SHRINK_H_
#define ROLECALL_TESTS_SIM_SHRINK_H_

#include <string>

#include "tests/sim/simulation.h"

namespace rolecall::sim {

struct Shrunk {
  Options options;
  Outcome outcome;
  int runs = 0;
};

using Run = Outcome (*)(const Options&);

// `outcome`: what `options` gave; it has a violation.
Shrunk Shrink(Run run, const Options& options, const Outcome& outcome);

// Which promise: the violation without its numbers.
std::string PromiseOf(const std::string& violation);
int StepsOf(const Options& options);
std::string CommandOf(const std::string& world, const Options& options);

}  // namespace rolecall::sim

#endif  // ROLECALL_TESTS_SIM_SHRINK_H_
