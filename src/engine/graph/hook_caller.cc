#include "engine/graph/hook_caller.h"

#include <utility>

namespace rolecall::engine {
namespace {
constexpr std::chrono::seconds kProgressInterval{10};

// The event about an ephemeral resource that stands for one about an apply.
Progress Kind(const ResourceEvent& event, Progress of_apply) {
  if (event.ephemeral == EphemeralAction::kNone) return of_apply;
  if (of_apply == Progress::kApplyStarted) return Progress::kEphemeralStarted;
  if (of_apply == Progress::kApplyProgress) return Progress::kEphemeralProgress;
  return of_apply == Progress::kApplyComplete ? Progress::kEphemeralComplete : Progress::kEphemeralFailed;
}

}  // namespace

HookCaller::HookCaller(UiHook* hook, const Clock& clock) : hook_(hook), clock_(clock) {}

HookCaller::~HookCaller() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  stop_changed_.notify_all();
  if (ticker_.joinable()) ticker_.join();
}

void HookCaller::Say(Progress what, const ResourceEvent& event) {
  if (hook_ == nullptr) return;
  std::lock_guard<std::mutex> lock(mutex_);
  hook_->Tell(what, event);
}

void HookCaller::Tick() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_changed_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
    for (Entry& entry : running_) {
      auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(clock_.Now() - entry.start);
      if (elapsed < entry.said + kProgressInterval) continue;
      entry.said = elapsed / kProgressInterval * kProgressInterval;
      entry.event.elapsed = entry.said;
      hook_->Tell(Kind(entry.event, Progress::kApplyProgress), entry.event);
    }
  }
}

HookCaller::Running::Running(HookCaller& hooks, ResourceEvent event) : hooks_(hooks) {
  std::lock_guard<std::mutex> lock(hooks_.mutex_);
  entry_ = hooks_.running_.insert(hooks_.running_.end(), Entry{std::move(event), hooks_.clock_.Now(), {}});
  if (hooks_.hook_ == nullptr) return;
  // The thread exists only for walks that change something.
  if (!hooks_.ticker_.joinable()) hooks_.ticker_ = std::thread([&hooks] { hooks.Tick(); });
  hooks_.hook_->Tell(Kind(entry_->event, Progress::kApplyStarted), entry_->event);
}

HookCaller::Running::~Running() {
  if (!over_) Failed();
}

void HookCaller::Running::Done(const std::string& id) {
  entry_->event.id = id;
  Finish(Progress::kApplyComplete);
}

void HookCaller::Running::Failed() { Finish(Progress::kApplyFailed); }

void HookCaller::Running::Finish(Progress what) {
  over_ = true;
  std::lock_guard<std::mutex> lock(hooks_.mutex_);
  ResourceEvent event = std::move(entry_->event);
  event.elapsed = std::chrono::duration_cast<std::chrono::seconds>(hooks_.clock_.Now() - entry_->start);
  hooks_.running_.erase(entry_);
  if (hooks_.hook_ != nullptr) hooks_.hook_->Tell(Kind(event, what), event);
}

}  // namespace rolecall::engine
