// PluginProcess: a provider's program, started and ready to be called.
//
//   ROLECALL_TRY(std::unique_ptr<PluginProcess> process, PluginProcess::Start({.program = path, .environment = …}));
//   ROLECALL_TRY(std::string answer, process->Call("/tfplugin6.Provider/…", request, {}));
//   process.reset();                          // asks it to end; after two seconds it is killed
//
// Each side gets a fresh certificate that only the other trusts (TF_DISABLE_PLUGIN_TLS set: neither). What the program
// writes on standard error is its log: shown by the level that TF_LOG_PROVIDER or TF_LOG names, else only its last
// part is kept, for when it crashes; what would not be shown it is told not to write. It runs in a process group of its
// own: Ctrl-C is ours to pass on. Threads: Call from any number at once. Errors of Start: kNotFound (no such program),
// kInvalidArgument (what it printed is no handshake), kDeadlineExceeded (not ready in a minute), kUnavailable (it
// ended).
#ifndef ROLECALL_PLUGIN_PROCESS_PLUGIN_PROCESS_H_
#define ROLECALL_PLUGIN_PROCESS_PLUGIN_PROCESS_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "plugin/process/handshake.h"

namespace rolecall::plugin {

struct PluginCommand {
  std::string program;                             // path of the executable
  std::string name;                                // "random"
  std::map<std::string, std::string> environment;  // ours; what the handshake needs is added
  const Clock* clock = nullptr;                    // for certificates
  std::chrono::milliseconds ready_within{60000};
};

class PluginProcess {
 public:
  static Result<std::unique_ptr<PluginProcess>> Start(const PluginCommand& command);
  // One that runs already, as TF_REATTACH_PROVIDERS names it: without TLS, and not ours to end.
  static std::unique_ptr<PluginProcess> Attach(const Handshake& running);
  ~PluginProcess();
  PluginProcess(const PluginProcess&) = delete;
  PluginProcess& operator=(const PluginProcess&) = delete;

  int protocol() const;
  // As grpc::Channel::Call. If the program is gone, the error carries the last of what it wrote.
  Result<std::string> Call(const std::string& method, std::string_view message, const std::function<void()>& waiting);

 private:
  struct Parts;
  explicit PluginProcess(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Kills every plugin that this process started: for an exit that waits for nothing. Any thread.
void KillPlugins();

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_PROCESS_PLUGIN_PROCESS_H_
