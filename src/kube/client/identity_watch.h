// The cluster's service accounts, and the webhook's ConfigMap if it is wanted, kept on an identity board by list and
// watch.
//
//   IdentityWatch watch({.config_map_namespace = "eks"}, api, board, clock, random, warn);
//   … board.NotSynced() is "" once the first lists are complete …
//
// Of an account only what injection needs is kept (kube/identity_source.h). A list becomes visible in one step; what an
// account was stays until the cluster says otherwise, also while it does not answer. A ConfigMap that cannot be read
// leaves the last good one in force, and is told. Sections are added by the constructor, before anybody reads.
// Threads of its own, which end with it; state(): any thread.
#ifndef ROLECALL_KUBE_CLIENT_IDENTITY_WATCH_H_
#define ROLECALL_KUBE_CLIENT_IDENTITY_WATCH_H_

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "kube/client/api_client.h"
#include "kube/client/list_watch.h"
#include "kube/identity_board.h"

namespace rolecall::kube {

struct IdentityWatchSettings {
  std::string config_map_namespace;  // empty: no ConfigMap is looked at
  ListWatchSettings lists = {};      // times and page; the paths are ours
};

class IdentityWatch {
 public:
  // References must outlive this object; `warn` may be called from any thread.
  IdentityWatch(const IdentityWatchSettings& settings, ApiClient& api, IdentityBoard& board, const Clock& clock,
                Random& random, std::function<void(const std::string&)> warn);
  ~IdentityWatch();

  ListWatchState accounts() const { return accounts_->state(); }

 private:
  std::unique_ptr<ObjectView> account_view_, config_map_view_;
  std::unique_ptr<ListWatch> accounts_, config_map_;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_IDENTITY_WATCH_H_
