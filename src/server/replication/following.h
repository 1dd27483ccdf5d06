// Following: a node's part in a group of them. Opens its store as a control plane's or a follower's, brings the first
// copy, keeps the log coming, and makes this node the control plane when it is told to.
//
//   Following following({settings.follow, …});
//   ROLECALL_TRY(auto store, following.Wrap(std::move(local)));    // of a follower: returns when the copy is whole
//   …open the directory over it…
//   following.Start(*directory);
//
// Errors of Wrap: those of ReplicatedStore::Open; of a follower kPermissionDenied and kConflict (the other does not let
// us follow, or is not to be followed), kUnavailable (it did not answer for a minute, and there is no copy yet).
// Threads: Promote from any; the rest from one. The destructor waits for what runs.
#ifndef ROLECALL_SERVER_REPLICATION_FOLLOWING_H_
#define ROLECALL_SERVER_REPLICATION_FOLLOWING_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "aws/sigv4/credentials.h"
#include "base/clock.h"
#include "base/result.h"
#include "directory/directory.h"
#include "http/client.h"
#include "server/observe/metrics.h"
#include "server/replication/follower.h"
#include "server/replication/http_log_source.h"
#include "server/replication/replicated_store.h"
#include "server/replication/replicator.h"

namespace rolecall::server {

// The node that is followed, and how.
struct FollowedNode {
  std::string url;
  std::string region;
  aws::Credentials credentials;
  http::ClientOptions tls = {};
};

class Following {
 public:
  struct Parts {
    std::optional<FollowedNode> node;  // none: this is a control plane
    Metrics& metrics;
    const Clock& clock;
    std::function<void(const std::string&)> warn;
  };
  explicit Following(Parts parts) : parts_(std::move(parts)) {}
  ~Following() { Stop(); }

  Result<std::unique_ptr<store::Store>> Wrap(std::unique_ptr<store::Store> local);
  void Start(directory::Directory& directory);
  void Stop();

  bool is_follower() const { return parts_.node.has_value(); }
  ReplicatedStore& store() { return *store_; }
  // The new epoch. From then on the other node is told of it, until it knows.
  Result<std::uint64_t> Promote();

 private:
  Result<void> AwaitCopy();
  bool Pull();
  bool Fence();
  void Tell(const Result<void>& stepped);

  const Parts parts_;
  std::atomic<bool> stopping_{false}, is_hurried_{false};
  std::unique_ptr<http::CurlClient> http_;
  std::unique_ptr<HttpLogSource> source_;
  std::unique_ptr<Replicator> replicator_;
  ReplicatedStore* store_ = nullptr;  // the directory's
  std::string told_;                  // the last thing that was wrong
  std::unique_ptr<Follower> follower_;
  std::mutex mutex_;  // of who starts and ends the two below
  std::unique_ptr<Stepping> pulling_, fencing_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_FOLLOWING_H_
