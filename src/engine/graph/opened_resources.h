// OpenedResources: the ephemeral resources that are open in one walk: renewed while they are, each closed once.
//
//   OpenedResources opened(hooks);
//   std::optional<value::Value> object = opened.Open(address, provider, config, diagnostics);
//   …
//   opened.Close(ResourceNode(address.Config()), diagnostics);   // all instances of the block
//
// What they gave is in no member of this: only the providers' own bytes are, until the end. A renewal comes a minute
// before the provider's time, or in the middle of the time that is left if that is less; one that fails is reported
// when the resource is closed. Whoever opens closes: the walk has a step for it (ephemeral_steps.h).
// Threads: any. A thread of its own runs while something is to be renewed.
#ifndef ROLECALL_ENGINE_GRAPH_OPENED_RESOURCES_H_
#define ROLECALL_ENGINE_GRAPH_OPENED_RESOURCES_H_

#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/secret.h"
#include "diag/diagnostic.h"
#include "engine/config/node_id.h"
#include "engine/graph/hook_caller.h"
#include "engine/provider/provider.h"
#include "engine/state/address.h"
#include "value/value.h"

namespace rolecall::engine {

class OpenedResources {
 public:
  explicit OpenedResources(HookCaller& hooks) : hooks_(hooks) {}
  ~OpenedResources();

  // `config` is wholly known and unmarked, as is the answer; `provider` stays until the resource is closed. Nothing,
  // with diagnostics, if it could not be opened.
  std::optional<value::Value> Open(const ResourceAddress& address, Provider& provider, const value::Value& config,
                                   diag::Diagnostics& diagnostics);
  // Tells that one is not opened yet, and why: "Configuration unknown".
  void Defer(const ResourceAddress& address, const char* reason);
  // Those of a block that are open, in the order in which they were opened.
  void Close(const NodeId& block, diag::Diagnostics& diagnostics);

 private:
  struct Entry {
    ResourceAddress address;
    Provider* provider;
    Secret private_bytes;
    std::optional<Time> due;     // of the next renewal
    bool is_busy = false;        // is being renewed
    diag::Diagnostics problems;  // of renewals
  };

  void RenewDue();
  void Renew(Entry& entry, std::unique_lock<std::mutex>& lock);
  std::optional<Time> Due(const std::optional<Time>& renew_at) const;

  HookCaller& hooks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry> entries_;
  bool is_over_ = false;
  std::thread renewer_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_OPENED_RESOURCES_H_
