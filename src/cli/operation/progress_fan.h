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
  // `hook` must outlive this. `quiet`: it is not told what is refreshed, read and opened (-concise).
  void Add(engine::UiHook* hook, bool quiet = false) { hooks_.push_back({hook, quiet}); }

  void Tell(engine::Progress what, const engine::ResourceEvent& event) override {
    const bool is_reading = event.ephemeral != engine::EphemeralAction::kNone ||
                            what == engine::Progress::kRefreshStarted || what == engine::Progress::kRefreshComplete ||
                            what == engine::Progress::kReadStarted || what == engine::Progress::kReadComplete;
    for (const Listener& one : hooks_) {
      if (!is_reading || !one.quiet) one.hook->Tell(what, event);
    }
  }

 private:
  struct Listener {
    engine::UiHook* hook;
    bool quiet;
  };
  std::vector<Listener> hooks_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_
