// Starts a program as a process group of its own, so that all of it can be killed: with the signals that every program
// begins with (the server blocks some), no file of ours but its three streams, and no environment but what is given.
//
//   ROLECALL_TRY(pid_t child, Spawn({.words = {"/bin/sh", "-c", command}, .environment = {{"PATH", path}}, .out =
//   pipe})); while (!HasEnded(child)) … kill(-child, SIGKILL);               // before waitpid: until then the group's
//   number is its own
//
// Threads: any.
#ifndef ROLECALL_BASE_SPAWN_H_
#define ROLECALL_BASE_SPAWN_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall {

inline constexpr int kNullStream = -1;  // /dev/null
inline constexpr int kOurStream = -2;   // the one that we have

struct SpawnedProgram {
  std::vector<std::string> words;                  // a program, looked up in our PATH, and its arguments
  std::map<std::string, std::string> environment;  // all of it
  int in = kNullStream, out = kNullStream, err = kNullStream;
  std::string directory = {};  // that it begins in; empty: ours
};

// kNotFound: there is no such program. kUnavailable: it cannot be started.
Result<pid_t> Spawn(const SpawnedProgram& program);

// Whether a child has ended; it is not reaped by asking.
bool HasEnded(pid_t child);

}  // namespace rolecall

#endif  // ROLECALL_BASE_SPAWN_H_
