// Interrupt: what Ctrl-C asks of a plan or an apply that runs.
//
//   Interrupt interrupt;                       // handed over in PlanOptions and ApplyOptions
//   interrupt.Raise();                         // from a signal handler, once for each Ctrl-C
//
// Only says what is asked; the walk and the providers look at it. Never goes back.
// Threads: Raise() may be called from any thread, also from a signal handler.
#ifndef ROLECALL_ENGINE_PROVIDER_INTERRUPT_H_
#define ROLECALL_ENGINE_PROVIDER_INTERRUPT_H_

#include <atomic>

#include "engine/provider/provider.h"

namespace rolecall::engine {

// Ctrl-C: raised once, nothing new is begun and what runs is finished and saved; twice, providers are asked to give up;
// three times, nobody is waited for.
class Interrupt final : public Cancellation {
 public:
  void Raise() { level_.fetch_add(1); }
  bool IsStopping() const { return level_.load() >= 1; }
  bool IsCancelled() const override { return level_.load() >= 2; }
  bool IsImpatient() const { return level_.load() >= 3; }

 private:
  std::atomic<int> level_{0};
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_INTERRUPT_H_
