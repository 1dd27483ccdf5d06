// Backend: where the state's bytes lie — a file, an S3 object, an HTTP address.
//
//   std::unique_ptr<Backend> backend = MakeBackend(config, context, diagnostics);   // make_backend.h
//   ROLECALL_TRY(LockAttempt attempt, backend->TryLock(workspace, info));         // lock.h waits
//   ROLECALL_TRY(std::optional<StoredState> stored, backend->Read(workspace));
//   …
//   ROLECALL_RETURN_IF_ERROR(backend->Write(workspace, bytes));
//   ROLECALL_RETURN_IF_ERROR(backend->Unlock(workspace, attempt.id));
//
// Knows nothing of what the bytes mean; state_keeper.h does. Errors: kConflict for a held lock, with the
// holder's LockInfo in the LockAttempt; kPermissionDenied, kNotFound (no such bucket), kUnavailable and so on
// with advice in the message, never with a credential.
// Threads: one at a time.
#ifndef ROLECALL_ENGINE_BACKEND_BACKEND_H_
#define ROLECALL_ENGINE_BACKEND_BACKEND_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "engine/backend/file_lock.h"
#include "engine/backend/lock_info.h"
#include "engine/backend/state_codec.h"
#include "http/client.h"

namespace rolecall::engine {

using aws::Sleeper;

inline constexpr std::size_t kMaxStateBytes = 256u << 20;
inline constexpr const char* kDefaultWorkspace = "default";

struct StoredState {
  std::string bytes;
  std::string tag;           // of this version (ETag, digest); may be empty
  bool is_outdated = false;  // not encrypted as it would be now: to be written again
};

class Backend {
 public:
  virtual ~Backend() = default;

  virtual std::string type() const = 0;  // "local", "s3", "http"
  // True if the state lies with somebody else: the file is then written compact, and saved less often.
  virtual bool is_remote() const = 0;
  // "default" first, then the others by name. kUnimplemented: this backend has only the default one.
  virtual Result<std::vector<std::string>> Workspaces() = 0;
  virtual Result<void> DeleteWorkspace(const std::string& workspace) = 0;
  // Nothing: there is no state yet.
  virtual Result<std::optional<StoredState>> Read(const std::string& workspace) = 0;
  virtual Result<void> Write(const std::string& workspace, std::string_view bytes) = 0;
  // False: Lock() does nothing (an S3 backend without use_lockfile), and says so by an empty id.
  virtual bool CanLock() const = 0;
  // One attempt. `info.id` is chosen by the caller; `info.path` is filled in. A lock that already carries our id is
  // ours.
  virtual Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) = 0;
  // Gives the lock with that id back; kConflict if somebody else's lock is there, kNotFound if none is.
  virtual Result<void> Unlock(const std::string& workspace, const std::string& id) = 0;
};

// What backends are made with: the real things, or fakes. All must outlive the backend.
struct BackendContext {
  FileSystem* files = nullptr;
  http::Client* http = nullptr;
  const Environment* environment = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
  Sleeper* sleeper = nullptr;
  FileLocker* file_locker = nullptr;  // null: the local backend locks by its info file only
  StateCodec* codec = nullptr;        // null: states are plain
  RemoteStateCodecs* remote_codecs = nullptr;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_BACKEND_H_
