#include "cli/operation/progress_fan.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

class Recorder final : public engine::UiHook {
 public:
  explicit Recorder(std::string& told, char name) : told_(told), name_(name) {}
  void RefreshStarted(const engine::ResourceEvent&) override { Note('r'); }
  void RefreshComplete(const engine::ResourceEvent&) override { Note('R'); }
  void ReadStarted(const engine::ResourceEvent&) override { Note('d'); }
  void ReadComplete(const engine::ResourceEvent&) override { Note('D'); }
  void ImportPreparing(const engine::ResourceEvent&) override { Note('p'); }
  void ImportStarted(const engine::ResourceEvent&) override { Note('i'); }
  void ImportComplete(const engine::ResourceEvent&) override { Note('I'); }
  void ApplyStarted(const engine::ResourceEvent&) override { Note('a'); }
  void ApplyProgress(const engine::ResourceEvent&) override { Note('.'); }
  void ApplyComplete(const engine::ResourceEvent&) override { Note('A'); }
  void ApplyFailed(const engine::ResourceEvent&) override { Note('!'); }

 private:
  void Note(char what) { told_ += {name_, what, ' '}; }
  std::string& told_;
  const char name_;
};

void TellAll(engine::UiHook& hook) {
  const engine::ResourceEvent event;
  hook.RefreshStarted(event);
  hook.RefreshComplete(event);
  hook.ReadStarted(event);
  hook.ReadComplete(event);
  hook.ImportPreparing(event);
  hook.ImportStarted(event);
  hook.ImportComplete(event);
  hook.ApplyStarted(event);
  hook.ApplyProgress(event);
  hook.ApplyComplete(event);
  hook.ApplyFailed(event);
}

TEST(ProgressFan, TellsAllListenersInOrderAndQuietOnesNothingOfReading) {
  std::string told;
  Recorder one(told, '1'), quiet(told, 'q');
  ProgressFan fan;
  fan.Add(&one);
  fan.Add(&quiet, true);
  TellAll(fan);
  EXPECT_EQ(told, "1r 1R 1d 1D 1p qp 1i qi 1I qI 1a qa 1. q. 1A qA 1! q! ");
}

TEST(ProgressFan, WithoutListenersNothingHappens) {
  ProgressFan fan;
  TellAll(fan);
}

}  // namespace
}  // namespace rolecall::cli
