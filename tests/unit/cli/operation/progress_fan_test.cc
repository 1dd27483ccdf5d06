#include "cli/operation/progress_fan.h"

#include <gtest/gtest.h>

namespace rolecall::cli {
namespace {

class Recorder final : public engine::UiHook {
 public:
  explicit Recorder(std::string& told, char name) : told_(told), name_(name) {}
  void Tell(engine::Progress what, const engine::ResourceEvent&) override {
    told_ += {name_, "rRdDpiIa.A!"[static_cast<int>(what)], ' '};
  }

 private:
  std::string& told_;
  const char name_;
};

void TellAll(engine::UiHook& hook) {
  for (int what = 0; what <= static_cast<int>(engine::Progress::kApplyFailed); ++what) {
    hook.Tell(static_cast<engine::Progress>(what), engine::ResourceEvent());
  }
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
