// The signals that a server process waits for. Made before any other thread starts, so that all inherit what is
// blocked.
//
//   StopSignals signals;
//   … start …
//   signals.Wait([&] { Reload(); });   // returns at SIGTERM or SIGINT; the function runs at each SIGHUP
//   … drain …                          // a second SIGTERM or SIGINT ends the process at once
//
// If Wait() is never called, the destructor puts things back as they were.
#ifndef ROLECALL_SERVER_STOP_SIGNALS_H_
#define ROLECALL_SERVER_STOP_SIGNALS_H_

#include <csignal>
#include <functional>

namespace rolecall::server {

class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  void Wait(const std::function<void()>& on_hangup);

 private:
  sigset_t signals_;
  sigset_t before_;
  bool waited_ = false;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_STOP_SIGNALS_H_
