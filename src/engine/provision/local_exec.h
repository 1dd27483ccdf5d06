// Programs that provisioners run on this machine: started without a shell of ours, what they print told line by line.
//
//   const LocalExecEnd end = RunLocalExec({.words = {"/bin/sh", "-c", command}, .environment = …}, tell, keep_going);
//   if (!end.failure.empty()) … "exit status 1", end.output …
//
// Standard input is empty; standard output and error are one stream. The program is in a process group of its own,
// which is killed when `keep_going` says no. What it leaves running in the background goes on; its output is no longer
// read. Blocks. Threads: any.
#ifndef ROLECALL_ENGINE_PROVISION_LOCAL_EXEC_H_
#define ROLECALL_ENGINE_PROVISION_LOCAL_EXEC_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rolecall::engine {

struct LocalExec {
  std::vector<std::string> words;                  // a program, looked up in our PATH, and its arguments
  std::string directory = {};                      // empty: ours
  std::map<std::string, std::string> environment;  // all of it
};

struct LocalExecEnd {
  std::string failure;  // as Go says it: "exit status 1", "signal: killed"; empty: it succeeded
  std::string output;   // the last 8 KiB of what it printed
};

// `tell` gets each line without its end.
LocalExecEnd RunLocalExec(const LocalExec& run, const std::function<void(const std::string& line)>& tell,
                          const std::function<bool()>& keep_going);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_LOCAL_EXEC_H_
