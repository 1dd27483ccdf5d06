#include "server/run.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

#include <ostream>

namespace rolecall::server {
namespace {

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

int Run(const ServeOptions& options, Dependencies dependencies) {
  prctl(PR_SET_DUMPABLE, 0);
  signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write
  // Blocked before any thread is started, so that every thread inherits it and only sigwait sees them.
  sigset_t signals = Signals();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  Result<std::unique_ptr<Plane>> plane = Plane::Start(options, dependencies);
  if (!plane.ok()) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    dependencies.err << "rolecall serve: " << plane.error().message << std::endl;
    return 1;
  }
  dependencies.out << (*plane)->ReadyLine() << std::endl;
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) (*plane)->Reload();
  // A second one ends the process at once.
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGTERM, &by_default, nullptr);
  sigaction(SIGINT, &by_default, nullptr);
  sigdelset(&signals, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*plane)->Stop();
  return 0;
}

}  // namespace rolecall::server
