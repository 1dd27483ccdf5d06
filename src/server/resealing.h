// Rotation of the master key without a pause: the keys are read again when the operator says so (SIGHUP), the newest
// seals from then on, and what an older one sealed is sealed anew, a few records at a time, beside the requests.
//
// `rolecall_master_key_outdated_records` tells how many are left; while it is not 0 the older keys are needed. What
// happened is told to `warn`, in one line. Keys that cannot be read change nothing.
#ifndef ROLECALL_SERVER_RESEALING_H_
#define ROLECALL_SERVER_RESEALING_H_

#include <atomic>
#include <functional>
#include <string>

#include "base/periodic.h"
#include "directory/directory.h"
#include "server/observe/metrics.h"

namespace rolecall::server {

class Resealing {
 public:
  // `read` must answer soon after its flag is set. All must outlive it.
  using Read = std::function<Result<crypto::KeyRing>(const std::atomic<bool>& stop)>;
  Resealing(directory::Directory& directory, Metrics& metrics, Read read, std::function<void(const std::string&)> warn);
  ~Resealing() { stopping_.store(true); }

  // Returns at once.
  void ReadKeysAgain() { read_again_.store(true); }

 private:
  void Round();
  void TakeKeys();

  directory::Directory& directory_;
  Metrics& metrics_;
  const Read read_;
  const std::function<void(const std::string&)> warn_;
  std::atomic<bool> read_again_{false}, stopping_{false};
  bool had_outdated_ = false;
  Periodic rounds_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_RESEALING_H_
