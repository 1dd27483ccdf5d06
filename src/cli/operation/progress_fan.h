// ProgressFan: a UiHook that tells several others, in the order they were added: the text for people and lines of JSON
// for machines see the same events. With `quiet` a listener is not told what is only refreshed and read. All are added
// before the first event. Threads: as UiHook.
#ifndef ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_
#define ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_

#include <vector>

#include "engine/plan/ui_hook.h"

namespace rolecall::cli {

class ProgressFan final : public engine::UiHook {
 public:
  // `hook` must outlive this. `quiet`: it is not told what is refreshed and read (-concise).
  void Add(engine::UiHook* hook, bool quiet = false) { hooks_.push_back({hook, quiet}); }

  void RefreshStarted(const engine::ResourceEvent& event) override { Tell(&UiHook::RefreshStarted, event, true); }
  void RefreshComplete(const engine::ResourceEvent& event) override { Tell(&UiHook::RefreshComplete, event, true); }
  void ReadStarted(const engine::ResourceEvent& event) override { Tell(&UiHook::ReadStarted, event, true); }
  void ReadComplete(const engine::ResourceEvent& event) override { Tell(&UiHook::ReadComplete, event, true); }
  void ImportPreparing(const engine::ResourceEvent& event) override { Tell(&UiHook::ImportPreparing, event, false); }
  void ImportStarted(const engine::ResourceEvent& event) override { Tell(&UiHook::ImportStarted, event, false); }
  void ImportComplete(const engine::ResourceEvent& event) override { Tell(&UiHook::ImportComplete, event, false); }
  void ApplyStarted(const engine::ResourceEvent& event) override { Tell(&UiHook::ApplyStarted, event, false); }
  void ApplyProgress(const engine::ResourceEvent& event) override { Tell(&UiHook::ApplyProgress, event, false); }
  void ApplyComplete(const engine::ResourceEvent& event) override { Tell(&UiHook::ApplyComplete, event, false); }
  void ApplyFailed(const engine::ResourceEvent& event) override { Tell(&UiHook::ApplyFailed, event, false); }

 private:
  using Call = void (UiHook::*)(const engine::ResourceEvent&);
  struct Listener {
    engine::UiHook* hook;
    bool quiet;
  };
  void Tell(Call call, const engine::ResourceEvent& event, bool is_reading) {
    for (const Listener& one : hooks_) {
      if (!is_reading || !one.quiet) (one.hook->*call)(event);
    }
  }
  std::vector<Listener> hooks_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_
