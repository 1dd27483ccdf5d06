// The local backend: `terraform.tfstate` in the working directory, other workspaces in `terraform.tfstate.d/NAME/`.
//
// The state before the first write of a run is kept as `….backup`. The lock is a kernel lock on the state file,
// described in `.terraform.tfstate.lock.info` beside it. Files are 0600: states hold secrets.
#ifndef ROLECALL_ENGINE_BACKEND_LOCAL_H_
#define ROLECALL_ENGINE_BACKEND_LOCAL_H_

#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/backend/backend.h"

namespace rolecall::engine {

struct LocalOptions {
  std::string path = "terraform.tfstate";
  std::string workspace_dir = "terraform.tfstate.d";
  std::string given_path;     // -state: of every workspace
  std::string out_path;       // -state-out: where to write instead of `path`; empty = the same
  std::string backup_path;    // -backup: "" = beside the state, "-" = none
  bool dates_backup = false;  // beside the state with the time in its name; then "-" means that too
};

class LocalBackend final : public Backend {
 public:
  LocalBackend(LocalOptions options, const BackendContext& context) : options_(std::move(options)), context_(context) {}

  std::string type() const override { return "local"; }
  bool is_remote() const override { return false; }
  Result<std::vector<std::string>> Workspaces() override;
  Result<void> DeleteWorkspace(const std::string& workspace) override;
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return true; }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override;
  Result<void> Unlock(const std::string& workspace, const std::string& id) override;

  std::string StatePath(const std::string& workspace) const;

 private:
  struct Held {
    std::string id;
    std::unique_ptr<FileLock> lock;
    bool created = false;  // the state file was made only to be locked
  };

  std::string OutPath(const std::string& workspace) const;
  std::string BackupPath(const std::string& path) const;
  Result<void> Backup(const std::string& path);
  Result<void> MoveLock(const std::string& path, Held& held);

  LocalOptions options_;
  BackendContext context_;
  std::map<std::string, Held> held_;  // by state path
  std::set<std::string> backed_up_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_LOCAL_H_
