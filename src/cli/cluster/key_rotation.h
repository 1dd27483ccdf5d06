// The keys of a cluster's service account tokens in a directory, and their rotation: a new key is published, after a
// while signs, and the old one goes when its last token has expired. No token is ever refused for it.
//
//   KeyRotation rotation("keys", files, clock);
//   ROLECALL_TRY(RotationStep step, rotation.Next({}));        // does the next step, if its time has come
//
// The directory: sa.key and sa.pub sign; next.key and next.pub are published and do not sign yet; old-….pub have
// signed. rotation.json says since when. Each step is complete or not done. One process at a time. Errors: kConflict
// (not yet: the message says when), kNotFound (no sa.key), those of the files.
#ifndef ROLECALL_CLI_CLUSTER_KEY_ROTATION_H_
#define ROLECALL_CLI_CLUSTER_KEY_ROTATION_H_

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::cli {

struct RotationTimes {
  // How long a new key is published before it signs: what caches of the key set last (API servers say one hour).
  std::chrono::seconds publish{2 * 3600};
  // How long an old one stays: the longest token (--service-account-max-token-expiration; 24 hours for mounted ones).
  std::chrono::seconds retire{24 * 3600 + 3600};
  bool now = false;  // wait for nothing
};

enum class RotationStep { kPublished, kSigns, kRetired };

class KeyRotation {
 public:
  KeyRotation(std::string directory, FileSystem& files, const Clock& clock);
  Result<RotationStep> Next(const RotationTimes& times);
  // The public keys of all that is in the directory, the signing one first.
  Result<std::vector<std::string>> PublicKeyFiles() const;

 private:
  enum class State { kQuiet, kPublished, kSigning };
  struct Since {
    State state = State::kQuiet;
    Time at;
  };
  Result<Since> Read() const;
  Result<void> Remember(State state);
  Result<RotationStep> PublishNext();
  Result<RotationStep> SignWithNext();
  Result<RotationStep> Retire();
  std::string Path(const std::string& name) const { return JoinPath(directory_, name); }

  const std::string directory_;
  FileSystem& files_;
  const Clock& clock_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_KEY_ROTATION_H_
