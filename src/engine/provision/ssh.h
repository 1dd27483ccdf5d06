// Ssh: scripts and files on a machine that a Connection names, by the system's `ssh` and `scp`.
//
//   ROLECALL_TRY(Ssh ssh, Ssh::Open(connection, environment, keep_going));
//   ROLECALL_TRY(…, ssh.Connect(tell));                       // tries until the connection's timeout is over
//   ROLECALL_TRY(…, ssh.CopyTo({"file"}, "/etc/file", false));
//   const ProgramEnd end = ssh.Run("/tmp/script.sh", tell);
//
// Neither the user's configuration of ssh nor his known hosts are looked at: all that counts is in a configuration of
// our own, which lies with keys and passwords in a private folder; the arguments of the programs have none of them.
// Passwords are asked for by SSH_ASKPASS (OpenSSH 8.4). Without a host key the machine's is not checked, as in
// Terraform. `keep_going` false ends what runs. Blocks. Threads: one at a time.
#ifndef ROLECALL_ENGINE_PROVISION_SSH_H_
#define ROLECALL_ENGINE_PROVISION_SSH_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/private_folder.h"
#include "base/result.h"
#include "engine/provision/connection.h"
#include "engine/provision/local_exec.h"

namespace rolecall::engine {

// Below TMPDIR.
Result<PrivateFolder> MakeProvisionFolder(const Environment& environment);

class Ssh {
 public:
  using Tell = std::function<void(const std::string& line)>;

  static Result<Ssh> Open(const Connection& connection, const Environment& environment,
                          std::function<bool()> keep_going);

  // kUnavailable: "timeout - last error: …", or ssh cannot be run.
  Result<void> Connect();
  // Runs a command line in the user's shell there.
  LocalExecEnd Run(const std::string& command, const Tell& tell) const;
  // Copies local files, and folders if `is_recursive`; the destination is not expanded by any shell.
  Result<void> CopyTo(const std::vector<std::string>& sources, const std::string& destination, bool is_recursive) const;

 private:
  Ssh(const Connection& connection, PrivateFolder folder, std::function<bool()> keep_going)
      : timeout_(connection.timeout), folder_(std::move(folder)), keep_going_(std::move(keep_going)) {}
  Result<void> Write(const Connection& connection, const Environment& environment);
  LocalExecEnd Start(std::vector<std::string> words, const Tell& tell) const;

  std::chrono::milliseconds timeout_;
  PrivateFolder folder_;
  std::function<bool()> keep_going_;
  std::map<std::string, std::string> environment_;
  std::string configuration_;  // the path of ssh's configuration
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_SSH_H_
