// HookCaller: calls a UiHook one call at a time, and says "still…" for what takes long.
//
//   HookCaller hooks(hook, clock);
//   HookCaller::Running running(hooks, event);   // kApplyStarted now, kApplyProgress every ten seconds
//   … running.Done(id) or running.Failed()
//
// Where the event is about an ephemeral resource, it is kEphemeralStarted and so on.
// Threads: any.
#ifndef ROLECALL_ENGINE_GRAPH_HOOK_CALLER_H_
#define ROLECALL_ENGINE_GRAPH_HOOK_CALLER_H_

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "engine/plan/ui_hook.h"

namespace rolecall::engine {

class HookCaller {
 public:
  // `hook` may be null: nothing is called then.
  HookCaller(UiHook* hook, const Clock& clock);
  ~HookCaller();

  void Say(Progress what, const ResourceEvent& event);
  Time Now() const { return clock_.Now(); }

  struct Entry {
    ResourceEvent event;
    Time start;
    std::chrono::seconds said{0};
  };

  // One operation of an apply, or on an ephemeral resource.
  class Running {
   public:
    Running(HookCaller& hooks, ResourceEvent event);
    ~Running();
    void Done(const std::string& id);
    void Failed();

   private:
    void Finish(Progress what);
    HookCaller& hooks_;
    std::list<Entry>::iterator entry_;
    bool over_ = false;
  };

 private:
  void Tick();
  UiHook* hook_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  std::list<Entry> running_;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_HOOK_CALLER_H_
