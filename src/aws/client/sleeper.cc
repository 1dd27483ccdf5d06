#include "aws/client/sleeper.h"

#include <thread>

namespace rolecall::aws {

void SystemSleeper::Sleep(std::chrono::milliseconds duration) { std::this_thread::sleep_for(duration); }

}  // namespace rolecall::aws
