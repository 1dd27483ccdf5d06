// ProgressFan: a UiHook that tells several others, in the order they were added: the text for people and lines of JSON
// for machines see the same events. All are added before the first event. Threads: as UiHook.
#ifndef ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_
#define ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_

#include <vector>

#include "engine/plan/ui_hook.h"

namespace rolecall::cli {

class ProgressFan final : public engine::UiHook {
 public:
  // `hook` must outlive this.
  void Add(engine::UiHook* hook) { hooks_.push_back(hook); }

  void Tell(engine::Progress what, const engine::ResourceEvent& event) override {
    for (engine::UiHook* hook : hooks_) hook->Tell(what, event);
  }

 private:
  std::vector<engine::UiHook*> hooks_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PROGRESS_FAN_H_
