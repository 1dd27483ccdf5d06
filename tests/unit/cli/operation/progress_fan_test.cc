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

TEST(ProgressFan, TellsAllListenersInOrder) {
  std::string told;
  Recorder one(told, '1'), two(told, '2');
  ProgressFan fan;
  fan.Add(&one);
  fan.Add(&two);
  TellAll(fan);
  EXPECT_EQ(told, "1r 2r 1R 2R 1d 2d 1D 2D 1p 2p 1i 2i 1I 2I 1a 2a 1. 2. 1A 2A 1! 2! ");
}

TEST(ProgressFan, WithoutListenersNothingHappens) {
  ProgressFan fan;
  TellAll(fan);
}

}  // namespace
}  // namespace rolecall::cli
