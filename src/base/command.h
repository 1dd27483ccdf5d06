// A command of the operator's (a rotation function, where the master key is, a plugin for credentials): run with
// /bin/sh or as its words, bounded in every way.
//
//   ROLECALL_TRY(std::string printed, RunCommand({.command = "pass show rolecall", .environment = {{"PATH", path}},
//                                                 .max_output = 4096}));
//
// It inherits nothing: its environment is what is given (secrets go there or into its input, never into arguments), it
// has no file of ours, and signals are as for every new program. What it prints is kept if `max_output` says how much
// may be; otherwise, and on standard error unless that is shown, it goes nowhere. Exit code 0 is success unless
// `may_fail`. It and its children are killed when its time is over, and when it has ended.
#ifndef ROLECALL_BASE_COMMAND_H_
#define ROLECALL_BASE_COMMAND_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall {

struct CommandRun {
  std::string command = "";                        // for /bin/sh -c; or
  std::vector<std::string> words = {};             // a program, looked up in our PATH, and its arguments
  std::map<std::string, std::string> environment;  // all of it
  std::string input = "";
  std::chrono::milliseconds timeout{60000};
  std::size_t max_output = 0;  // bytes
  bool shows_errors = false;   // on our standard error
  bool may_fail = false;       // what it printed is the answer, whatever its exit code
};

inline const std::atomic<bool> kNeverStop{false};

// What it printed. kDeadlineExceeded: it was killed. kCancelled: `stop` was set. kResourceExhausted: it printed more
// than it may. kNotFound: there is no such program. kUnavailable: it failed ("exit code 1") or could not be started.
// Blocks; any thread.
Result<std::string> RunCommand(const CommandRun& run, const std::atomic<bool>& stop = kNeverStop);

}  // namespace rolecall

#endif  // ROLECALL_BASE_COMMAND_H_
