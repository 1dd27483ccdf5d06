// TextProgress: prints what the engine does while it does it ("ADDR: Creating...", "… complete after 1s [id=x]"),
// and the sentences that end a run.
//
//   TextProgress progress(style, [](const std::string& line) { std::cout << line << std::flush; });
//   engine.MakePlan(…, {.hook = &progress}, …);
//
// Each call of `print` gets whole lines with their line break. Threads: as UiHook.
#ifndef ROLECALL_ENGINE_RENDER_RENDER_PROGRESS_H_
#define ROLECALL_ENGINE_RENDER_RENDER_PROGRESS_H_

#include <functional>
#include <string>

#include "engine/plan/ui_hook.h"
#include "engine/render/style.h"

namespace rolecall::engine {

class TextProgress final : public UiHook {
 public:
  using Print = std::function<void(const std::string& lines)>;
  TextProgress(RenderStyle style, Print print) : style_(style), print_(std::move(print)) {}

  void Tell(Progress what, const ResourceEvent& event) override;

 private:
  RenderStyle style_;
  Print print_;
};

struct ApplyCounts {
  int added = 0, changed = 0, destroyed = 0, imported = 0, forgotten = 0;
};
// "\nApply complete! Resources: 9 added, 0 changed, 0 destroyed.\n", or "\nDestroy complete! Resources: 9
// destroyed.\n".
std::string ApplySummary(const ApplyCounts& counts, bool destroy, const RenderStyle& style);
// "1s", "2m10s", "1h0m5s": as Go prints whole seconds.
std::string DurationText(std::chrono::seconds time);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_RENDER_PROGRESS_H_
