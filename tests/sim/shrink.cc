#include "tests/sim/shrink.h"

#include <algorithm>

namespace rolecall::sim {
namespace {

constexpr int kMostRuns = 1500;

class Shrinking {
 public:
  Shrinking(Run run, const Options& options, const Outcome& outcome)
      : run_(run), promise_(PromiseOf(outcome.violation)), best_{options, outcome, 0} {
    best_.options.trace = nullptr;
  }

  Shrunk Shrink() {
    CutEnd();
    for (bool smaller = true; smaller && best_.runs < kMostRuns;) {
      smaller = LeaveOutTroubles();
      smaller = LeaveOutNode() || smaller;
      smaller = LeaveOutSteps() || smaller;
      CutEnd();
    }
    return best_;
  }

 private:
  bool Try(const Options& options) {
    if (best_.runs >= kMostRuns) return false;
    ++best_.runs;
    Outcome outcome = run_(options);
    if (PromiseOf(outcome.violation) != promise_) return false;
    best_.options = options;
    best_.outcome = std::move(outcome);
    return true;
  }

  // What comes after the violation.
  void CutEnd() {
    if (best_.outcome.step >= best_.options.steps) return;
    Options options = best_.options;
    options.steps = best_.outcome.step + 1;
    std::erase_if(options.skipped, [&](int step) { return step >= options.steps; });
    Try(options);
  }

  bool LeaveOutTroubles() {
    bool any = false;
    for (int i = 0; i < kTroubles; ++i) {
      Options options = best_.options;
      options.without |= 1u << i;
      if (options.without != best_.options.without) any = Try(options) || any;
    }
    return any;
  }

  bool LeaveOutNode() {
    Options options = best_.options;
    options.nodes = 2;
    // The other world has its three for good.
    return run_ == RunSharedStore && options.nodes != best_.options.nodes && Try(options);
  }

  bool LeaveOutSteps() {
    bool any = false;
    for (int size = std::max(1, best_.options.steps / 2); size > 0; size /= 2) {
      for (int first = 0; first < best_.options.steps; first += size) any = LeaveOut(first, size) || any;
    }
    return any;
  }

  bool LeaveOut(int first, int size) {
    Options options = best_.options;
    for (int step = first; step < std::min(first + size, options.steps); ++step) options.skipped.insert(step);
    return options.skipped != best_.options.skipped && Try(options);
  }

  const Run run_;
  const std::string promise_;
  Shrunk best_;
};

}  // namespace

Shrunk Shrink(Run run, const Options& options, const Outcome& outcome) {
  return Shrinking(run, options, outcome).Shrink();
}

std::string PromiseOf(const std::string& violation) {
  std::string promise;
  for (const char c : violation) {
    if (c < '0' || c > '9') promise += c;
  }
  return promise;
}

int StepsOf(const Options& options) { return options.steps - static_cast<int>(options.skipped.size()); }

std::string CommandOf(const std::string& world, const Options& options) {
  std::string command = "rolecall-sim --world " + world + " --seed " + std::to_string(options.seed);
  if (options.fault != Fault::kNone) command += " --fault " + std::to_string(static_cast<int>(options.fault));
  command += " --steps " + std::to_string(options.steps);
  if (options.nodes != Options{}.nodes) command += " --nodes " + std::to_string(options.nodes);
  std::string without, only;
  for (int i = 0; i < kTroubles; ++i) {
    if ((options.without >> i & 1) != 0) {
      without += (without.empty() ? "" : ",") + std::string(TroubleName(static_cast<Trouble>(i)));
    }
  }
  if (!without.empty()) command += " --without " + without;
  for (int step = 0; step < options.steps; ++step) {
    if (!options.skipped.contains(step)) only += (only.empty() ? "" : ",") + std::to_string(step);
  }
  if (!options.skipped.empty()) command += " --only " + (only.empty() ? "none" : only);
  return command + " --trace";
}

}  // namespace rolecall::sim
