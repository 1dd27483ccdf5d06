// InterruptWatch: says that Ctrl-C was noticed, and ends a run that does not end by itself.
//
//   InterruptWatch watch(context, say, last_resort);   // for the time of a plan or an apply
//
// After the first interrupt the engine begins nothing new; this only says so. After the second it asks providers to
// give up; if the run still goes on after five seconds, `last_resort` (saves what is known, gives the lock back) is
// called and the process ends with exit code 1. A third interrupt does not wait for the five seconds.
// Threads: has one of its own, from which `say` and `last_resort` are called.
#ifndef ROLECALL_CLI_FRAME_INTERRUPT_WATCH_H_
#define ROLECALL_CLI_FRAME_INTERRUPT_WATCH_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "engine/entry/engine.h"

namespace rolecall::cli {

class InterruptWatch {
 public:
  using Say = std::function<void(const std::string& text)>;
  InterruptWatch(const engine::Interrupt& interrupt, Say say, std::function<void()> last_resort);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  void Run();

  const engine::Interrupt& interrupt_;
  const Say say_;
  const std::function<void()> last_resort_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_INTERRUPT_WATCH_H_
