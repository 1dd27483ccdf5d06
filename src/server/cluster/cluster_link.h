// The cluster that `serve --kubernetes` is of: its service accounts for the webhook, and its keys for STS.
//
//   ROLECALL_TRY(auto link, ClusterLink::Open({.kubeconfig = …}, around));
//   link->ReadKeys(keys, {}, false);
//   link->WatchIdentities(board, settings.webhook);          // before the board is read
//
// Opening reads the kubeconfig and nothing else: a cluster that does not answer keeps the plane from being ready
// (IdentityBoard::NotSynced), not from starting. Threads: its own.
#ifndef ROLECALL_SERVER_CLUSTER_CLUSTER_LINK_H_
#define ROLECALL_SERVER_CLUSTER_CLUSTER_LINK_H_

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "kube/client/api_client.h"
#include "kube/client/cluster_access.h"
#include "kube/client/identity_watch.h"
#include "kube/webhook_settings.h"
#include "server/cluster/cluster_keys.h"

namespace rolecall::server {

// What is referred to must outlive the link.
struct ClusterAround {
  const Environment& environment;
  const FileSystem& files;
  const Clock& clock;
  Random& random;
  std::function<void(const std::string&)> warn;
};

class ClusterLink {
 public:
  // kInvalidArgument, kNotFound: the kubeconfig.
  static Result<std::unique_ptr<ClusterLink>> Open(const kube::ClusterChoice& choice, ClusterAround around);

  // `configured`: issuers whose keys the operator gave. `review_tokens`: tokens end with what they are bound to.
  void ReadKeys(KeySources& keys, std::set<std::string> configured, bool review_tokens);
  void WatchIdentities(kube::IdentityBoard& board, const kube::WebhookSettings& settings);
  kube::ApiClient& api() { return *api_; }
  const ClusterKeys& keys() const { return *keys_; }
  // Null: nothing is watched.
  const kube::IdentityWatch* identities() const { return identities_.get(); }

 private:
  ClusterLink(kube::ClusterAccess access, ClusterAround around);

  const ClusterAround around_;
  const std::shared_ptr<kube::ApiClient> api_;
  std::unique_ptr<ClusterKeys> keys_;
  std::unique_ptr<kube::IdentityWatch> identities_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CLUSTER_CLUSTER_LINK_H_
