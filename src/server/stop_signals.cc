#include "server/stop_signals.h"

#include <pthread.h>

namespace rolecall::server {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

StopSignals::~StopSignals() {
  if (!waited_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::Wait(const std::function<void()>& on_hangup) {
  waited_ = true;
  int signal = 0;
  while (sigwait(&signals_, &signal) == 0 && signal == SIGHUP) on_hangup();
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGTERM, &by_default, nullptr);
  sigaction(SIGINT, &by_default, nullptr);
  sigdelset(&signals_, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

}  // namespace rolecall::server
