// A command as a rotation function: it is run with /bin/sh for every step.
//
// The event stands on its standard input as one JSON object ({"Step", "SecretId", "ClientRequestToken"}); endpoint,
// region and credentials in its environment, never in its arguments. It inherits nothing else but PATH, and what it
// prints goes nowhere: a rotation handles secrets. Exit code 0 is success. It and its children are killed when its time
// is over.
#ifndef ROLECALL_SERVICES_ROTATION_COMMAND_H_
#define ROLECALL_SERVICES_ROTATION_COMMAND_H_

#include <atomic>
#include <chrono>
#include <map>
#include <string>

#include "base/result.h"

namespace rolecall::services::rotation {

struct CommandRun {
  std::string command;                             // for /bin/sh -c
  std::map<std::string, std::string> environment;  // all of it
  std::string input;
  std::chrono::milliseconds timeout{60000};
};

// kDeadlineExceeded: it was killed. kCancelled: `stop` was set. kUnavailable: it failed ("exit code 1") or could not be
// started. Blocks; any thread.
Result<void> RunCommand(const CommandRun& run, const std::atomic<bool>& stop);

}  // namespace rolecall::services::rotation

#endif  // ROLECALL_SERVICES_ROTATION_COMMAND_H_
