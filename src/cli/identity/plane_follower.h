// The audit records of a plane elsewhere, over its own API (server/plane_reports.h): a long poll after the other, in a
// thread of its own, so that who asks never waits.
#ifndef ROLECALL_CLI_IDENTITY_PLANE_FOLLOWER_H_
#define ROLECALL_CLI_IDENTITY_PLANE_FOLLOWER_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cli/plane/plane_client.h"
#include "watch/follow.h"

namespace rolecall::cli {

class PlaneFollower final : public watch::Follower {
 public:
  explicit PlaneFollower(std::unique_ptr<PlaneClient> plane);
  ~PlaneFollower() override;
  // What came since; an error once, when the plane refuses or does not answer (it is asked again).
  Result<std::vector<std::string>> Next() override;
  bool has_caught_up() const override;

 private:
  void Run();
  Result<std::vector<std::string>> Ask();

  const std::unique_ptr<PlaneClient> plane_;
  std::uint64_t last_ = 0;    // the thread's
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable stopped_;
  std::vector<std::string> lines_;
  std::optional<Error> error_;
  bool has_caught_up_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_PLANE_FOLLOWER_H_
