#include "server/run.h"

#include <signal.h>
#include <sys/prctl.h>

#include <ostream>

#include "http/inherited_sockets.h"
#include "server/stop_signals.h"

namespace rolecall::server {
namespace {

Result<std::unique_ptr<Plane>> StartOnHandedOver(const ServeOptions& options, Dependencies dependencies) {
  const SystemEnvironment own;
  ROLECALL_RETURN_IF_ERROR(http::InheritSockets(dependencies.environment == nullptr ? own : *dependencies.environment));
  ROLECALL_TRY(std::unique_ptr<Plane> plane, Plane::Start(options, std::move(dependencies)));
  ROLECALL_RETURN_IF_ERROR(http::CheckAllTaken());
  return plane;
}

}  // namespace

int Run(const ServeOptions& options, Dependencies dependencies) {
  prctl(PR_SET_DUMPABLE, 0);
  signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write
  StopSignals signals;
  Result<std::unique_ptr<Plane>> plane = StartOnHandedOver(options, dependencies);
  if (!plane.ok()) {
    dependencies.err << "rolecall serve: " << plane.error().message << std::endl;
    return 1;
  }
  dependencies.out << (*plane)->ReadyLine() << std::endl;
  signals.Wait([&] { (*plane)->Reload(); });
  (*plane)->Stop();
  return 0;
}

}  // namespace rolecall::server
